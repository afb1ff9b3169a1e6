import type { Segment } from './document.ts';
import type { Finding } from './finding.ts';
import type { Label } from './labels.ts';
import { mayKeepZip3 } from './zip3.ts';

/**
 * The first year that a date may keep. Who was born then is not over 89 before 2027; a date of an earlier year may
 * show such an age, and (C) takes its year too.
 */
export const FIRST_KEPT_YEAR = 1937;

/** The year of a date without anything smaller, 45 CFR 164.514(b)(2)(i)(C). */
const YEAR = /^(?:19|20)\d{2}$/;
/** The first three digits of a ZIP code, (B). */
const ZIP3 = /^(\d{3})\*\*$/;
const GENERAL: ReadonlySet<Label> = new Set<Label>(['DATE', 'AGE90', 'ZIP']);

/**
 * The findings without those that are only what Safe Harbor leaves of an identifier: a year, `90+`, or the first
 * three digits of a ZIP code (`021**`). Such a value identifies nobody. A year beside other parts of a date
 * (`{"y": 1984, "m": 3, "d": 12}`) is a part of it.
 */
export function withoutGeneralized(
  segments: readonly Segment[],
  found: readonly Finding[],
): readonly Finding[] {
  const general = found.filter((finding) => isGeneralized(segments, finding));
  if (general.length === 0) return found;
  const dropped = new Set(general);
  const dated = new Set<string>();
  for (const finding of found) {
    if (finding.label === 'DATE' && !dropped.has(finding)) dated.add(parentOf(finding.path));
  }
  dated.delete('');
  return found.filter(
    (finding) =>
      !dropped.has(finding) || (finding.label === 'DATE' && dated.has(parentOf(finding.path))),
  );
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isGeneralized(segments: readonly Segment[], finding: Finding): boolean {
  const { label, segment, start, end } = finding;
  if (end - start > 5 || !GENERAL.has(label)) return false;
  const text = segments[segment]?.text ?? '';
  const value = text.slice(start, end);
  if (label === 'DATE') return YEAR.test(value) && Number(value) >= FIRST_KEPT_YEAR;
  if (label === 'AGE90') return value === '90+' || (value === '90' && text.charAt(end) === '+');
  const prefix = ZIP3.exec(value)?.[1];
  return prefix !== undefined && mayKeepZip3(prefix);
}
