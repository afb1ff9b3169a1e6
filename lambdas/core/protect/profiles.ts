import type { IdentifierLabel } from '../scan/labels.ts';

/** What can be done with a value, each in a file of its own under `transforms/`. */
export const TRANSFORMS = [
  'redact',
  'mask',
  'token',
  'year',
  'age90',
  'zip3',
  'surrogate',
] as const;
export type TransformName = (typeof TRANSFORMS)[number];

/** The transform for each label; a label that is absent is masked. */
export type TransformChoice = Partial<Readonly<Record<IdentifierLabel, TransformName>>>;

export const PROFILES = ['safe-harbor', 'mask', 'redact', 'token', 'surrogate'] as const;
export type ProfileName = (typeof PROFILES)[number];

/** Transforms made for one label's values; the others take any. */
const MADE_FOR: Partial<Readonly<Record<TransformName, IdentifierLabel>>> = {
  year: 'DATE',
  age90: 'AGE90',
  zip3: 'ZIP',
};

/** Safe Harbor lets these remain of dates, ages and ZIP codes: 45 CFR 164.514(b)(2)(i)(B) and (C). */
const SAFE_HARBOR: TransformChoice = { DATE: 'year', AGE90: 'age90', ZIP: 'zip3' };

/** Whether a transform has a form for a label's values. */
export function suits(transform: TransformName, label: IdentifierLabel): boolean {
  const only = MADE_FOR[transform];
  return only === undefined || only === label;
}

/** What a profile does with a label, unless `choice` says something else for it. */
export function transformFor(
  label: IdentifierLabel,
  profile: ProfileName,
  choice: TransformChoice = {},
): TransformName {
  const chosen = choice[label];
  if (chosen !== undefined) return chosen;
  return profile === 'safe-harbor' ? (SAFE_HARBOR[label] ?? 'mask') : profile;
}
