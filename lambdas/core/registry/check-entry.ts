import type * as z from 'zod';
import type { Transport } from '../decide/facts.ts';
import { transportOf } from '../deliver/transport.ts';
import { MAIL_SCHEME, mailSourceOptions, takesMail } from '../receive/mail-source.ts';
import { problemsOf } from '../send/parse-problems.ts';
import type { Scheme } from '../verify/scheme.ts';
import { findScheme, SCHEME_NAMES } from '../verify/schemes.ts';
import type { AccessKey } from './access-key.ts';
import type { Destination } from './destination.ts';
import { REGISTRY_SCHEMAS, type RegistryEntries, type RegistryKind } from './entries.ts';
import type { Shadow } from './shadow.ts';
import { namesSomebody } from './names-somebody.ts';
import type { Source } from './source.ts';
import type { Template } from './template.ts';
import { templateProblems } from './template-problems.ts';
import type { Vendor } from './vendor.ts';

/** What is wrong with an entry: where, and why. Never repeats the value. */
export interface EntryProblem {
  /** RFC 6901 pointer into the entry. */
  readonly field: string;
  readonly reason: string;
}

export type CheckedEntry<E> =
  | { readonly ok: true; readonly entry: E }
  | { readonly ok: false; readonly problems: readonly EntryProblem[] };

/** A trial has an end that somebody will see; who needs longer says so again, with a reason. */
const MAX_SHADOW_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;
const NAMES_SOMEBODY = 'seems to name a person or to give a number of one: name an office instead';

/** `local` is for development. */
const SAFE: ReadonlySet<Transport> = new Set(['tls', 'local']);

/**
 * Whether a value may become an entry. Stricter than the schema, which also reads what was put before: by what depends
 * on the day (what has been signed was not signed tomorrow), and by what could never be decided in its favor.
 */
export function checkEntry<K extends RegistryKind>(
  kind: K,
  value: unknown,
  now: Date,
): CheckedEntry<RegistryEntries[K]> {
  const checked = checkBySchema<RegistryEntries[RegistryKind]>(REGISTRY_SCHEMAS[kind], value);
  if (!checked.ok) return checked;
  const problems = furtherProblems(kind, checked.entry, now);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, entry: checked.entry as RegistryEntries[K] };
}

/** The schema's complaints in the registry's words. */
export function checkBySchema<E>(schema: z.ZodType<E>, value: unknown): CheckedEntry<E> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, entry: parsed.data };
  const problems = problemsOf(parsed.error, schema);
  return {
    ok: false,
    problems: problems.map(({ field, message }) => ({ field, reason: message })),
  };
}

function furtherProblems(kind: RegistryKind, entry: unknown, now: Date): readonly EntryProblem[] {
  switch (kind) {
    case 'vendor':
      return ofVendor(entry as Vendor, now);
    case 'source':
      return ofSource(entry as Source, now);
    case 'key': {
      const { use } = entry as AccessKey;
      return use.kind === 'send' ? ofShadow(use.shadow, '/use/shadow', now) : [];
    }
    case 'destination': {
      const isSafe = SAFE.has(transportOf((entry as Destination).url));
      return isSafe ? [] : [{ field: '/url', reason: 'is not https' }];
    }
    case 'template':
      return templateProblems(entry as Template);
    case 'hold':
      return [];
  }
}

function ofSource(source: Source, now: Date): readonly EntryProblem[] {
  if (takesMail(source)) {
    return [...ofMailOptions(source), ...ofShadow(source.shadow, '/shadow', now)];
  }
  const scheme = findScheme(source.scheme);
  if (scheme === undefined) {
    const reason = `is not a signature scheme: ${SCHEME_NAMES.join(', ')}; of mail it is ${MAIL_SCHEME}`;
    return [{ field: '/scheme', reason }, ...ofShadow(source.shadow, '/shadow', now)];
  }
  return [...ofSchemeOptions(scheme, source), ...ofShadow(source.shadow, '/shadow', now)];
}

/** What the scheme needs, and what it takes beside. */
function ofSchemeOptions(scheme: Scheme, source: Source): readonly EntryProblem[] {
  const problems: EntryProblem[] = [];
  if (scheme.certificateUrl === undefined && source.secretRef === undefined) {
    problems.push({ field: '/secretRef', reason: 'is missing: the scheme verifies with a secret' });
  }
  if (scheme.options === undefined) {
    if (Object.keys(source.options ?? {}).length > 0) {
      problems.push({ field: '/options', reason: `the scheme ${scheme.name} has none` });
    }
    return problems;
  }
  return [...problems, ...ofOptions(scheme.options, source)];
}

/** Members that say how a webhook is verified, or where it is posted: mail has none of them. */
const OF_WEBHOOKS = ['secretRef', 'handshakeSecretRef', 'publicUrl', 'toleranceSeconds'] as const;

function ofMailOptions(source: Source): readonly EntryProblem[] {
  const foreign = OF_WEBHOOKS.filter((member) => source[member] !== undefined);
  return [
    ...foreign.map((member) => ({ field: `/${member}`, reason: 'is of webhooks, not of mail' })),
    ...ofOptions(mailSourceOptions, source),
  ];
}

function ofOptions(schema: z.ZodType<object>, source: Source): readonly EntryProblem[] {
  const checked = checkBySchema(schema, source.options ?? {});
  return checked.ok
    ? []
    : checked.problems.map(({ field, reason }) => ({ field: `/options${field}`, reason }));
}

function ofVendor({ baa, notes }: Vendor, now: Date): readonly EntryProblem[] {
  const today = now.toISOString().slice(0, 10);
  const problems: EntryProblem[] = [];
  if (baa !== undefined && baa.signedOn > today) {
    problems.push({ field: '/baa/signedOn', reason: 'is in the future' });
  }
  notes?.forEach(({ asOf }, index) => {
    if (asOf > today) {
      problems.push({ field: `/notes/${String(index)}/asOf`, reason: 'is in the future' });
    }
  });
  return problems;
}

function ofShadow(shadow: Shadow | undefined, field: string, now: Date): readonly EntryProblem[] {
  if (shadow === undefined) return [];
  const ahead = Date.parse(shadow.until) - now.getTime();
  const until = `${field}/until`;
  const { by, why, override } = shadow;
  return [
    ...(ahead <= 0 ? [{ field: until, reason: 'is in the past' }] : []),
    ...(ahead > MAX_SHADOW_DAYS * DAY_MS
      ? [{ field: until, reason: `is more than ${String(MAX_SHADOW_DAYS)} days ahead` }]
      : []),
    ...ofWords(`${field}/by`, by),
    ...ofWords(`${field}/why`, why),
    // Who approved it stands on every decision that it touches.
    ...ofWords(`${field}/override/approvedBy`, override?.approvedBy),
    ...ofWords(`${field}/override/why`, override?.why),
  ];
}

function ofWords(field: string, words: string | undefined): readonly EntryProblem[] {
  return words !== undefined && namesSomebody(words) ? [{ field, reason: NAMES_SOMEBODY }] : [];
}
