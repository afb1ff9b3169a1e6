import { classify } from './classify.ts';
import type { Document } from './document.ts';
import type { Finding, ScanReport } from './finding.ts';
import { withoutGeneralized } from './generalized.ts';
import { isIdentifierLabel, type IdentifierLabel } from './labels.ts';
import { placeholdersIn } from './placeholders.ts';
import { withoutIdentifyingPaths } from './scan.ts';

/** What another detector found in one segment of a document. */
export interface OpinionFinding {
  readonly segment: number;
  readonly label: IdentifierLabel;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/**
 * A report with what another detector found besides. It only adds: no finding of the report is lost or changed,
 * of a new one only what nothing covered yet is kept, and the class can only become graver.
 *
 * @param recogniser the other detector's name
 */
export function mergeOpinion(
  document: Document,
  report: ScanReport,
  recogniser: string,
  opinions: readonly OpinionFinding[],
): ScanReport {
  const added = uncovered(document, report.findings, recogniser, opinions);
  if (added.length === 0) return report;
  const findings = withoutIdentifyingPaths(
    document,
    [...report.findings, ...withoutGeneralized(document.segments, added)].sort(
      (a, b) => a.segment - b.segment || a.start - b.start || a.end - b.end,
    ),
  );
  // The report may be graver than its findings say: a message about its reader's own care is.
  const classification = report.classification === 'phi' ? 'phi' : classify(document, findings);
  return { ...report, findings, classification };
}

function uncovered(
  { segments }: Document,
  known: readonly Finding[],
  recogniser: string,
  opinions: readonly OpinionFinding[],
): Finding[] {
  const added: Finding[] = [];
  const covered = bySegment(known.filter(({ label }) => isIdentifierLabel(label)));
  for (const [index, list] of bySegment(opinions)) {
    const segment = segments[index];
    if (segment === undefined) continue;
    const { text, path } = segment;
    // One byte for each character: the cost is the length of the text, however many findings there are.
    const taken = new Uint8Array(text.length);
    for (const { start, end } of placeholdersIn(text)) taken.fill(1, start, end);
    for (const { start, end } of covered.get(index) ?? []) taken.fill(1, start, end);
    for (const { label, start, end, score } of list) {
      if (!isStretch(start, end, text.length)) continue;
      for (const [from, to] of freeStretches(taken, start, end)) {
        if (!/[\p{L}\p{N}]/u.test(text.slice(from, to))) continue;
        added.push({ label, recogniser, segment: index, path, start: from, end: to, score });
      }
      taken.fill(1, start, end);
    }
  }
  return added;
}

function isStretch(start: number, end: number, length: number): boolean {
  return (
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length
  );
}

function freeStretches(taken: Uint8Array, start: number, end: number): [number, number][] {
  const free: [number, number][] = [];
  for (let at = start; at < end; at++) {
    if (taken[at] === 1) continue;
    let to = at + 1;
    while (to < end && taken[to] !== 1) to += 1;
    free.push([at, to]);
    at = to;
  }
  return free;
}

function bySegment<T extends { readonly segment: number }>(list: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of list) {
    const group = groups.get(item.segment);
    if (group === undefined) groups.set(item.segment, [item]);
    else group.push(item);
  }
  return groups;
}
