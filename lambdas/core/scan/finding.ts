import type { PhiClass } from '../vocabulary.ts';
import type { UnreadablePart } from './document.ts';
import type { Label } from './labels.ts';

/** Something found, by position only: a finding never carries the matched text. */
export interface Finding {
  readonly label: Label;
  /** Name of the recogniser file that found it. */
  readonly recogniser: string;
  /** Index into the document's segments. */
  readonly segment: number;
  /** The segment's path. */
  readonly path: string;
  /** Start and end (exclusive), UTF-16 code units in the segment's text. */
  readonly start: number;
  readonly end: number;
  /** Confidence from 0 to 1. */
  readonly score: number;
}

/** The scanner's whole answer for one document. */
export interface ScanReport {
  /** Sorted by segment, then start. Identifier findings never overlap one another. */
  readonly findings: readonly Finding[];
  readonly classification: PhiClass;
  readonly unreadable: readonly UnreadablePart[];
  /** Version of recognisers and lexicons, recorded with each decision. */
  readonly scannerVersion: string;
}

/** How many of each label were found; the only form in which findings are recorded. */
export type FindingCounts = Partial<Record<Label, number>>;

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts: FindingCounts = {};
  for (const { label } of findings) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
