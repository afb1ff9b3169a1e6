import type { IdentifierLabel } from '../core/scan/labels.ts';

/** Something another detector found in a text; `start` to `end` (exclusive) in UTF-16 code units. */
export interface OpinionSpan {
  readonly label: IdentifierLabel;
  readonly start: number;
  readonly end: number;
  /** 0 to 1. */
  readonly score: number;
}

/** Why an opinion is missing or not whole. Static codes: they may be recorded. */
export type OpinionFailure = 'timed_out' | 'unavailable' | 'bad_answer' | 'too_long';

export interface Opinion {
  /** Also where something failed: what was found until then. */
  readonly spans: readonly OpinionSpan[];
  /** Absent: all of the text was looked at. */
  readonly failure?: OpinionFailure;
}

/**
 * Another detector of identifiers, asked besides the scanner. Off by default: it costs money and time, and the text
 * goes to it in clear, so it must be covered by the company's BAA. What it says only ever adds to what was found.
 */
export interface SecondOpinion {
  /** Names it in findings: kebab-case. */
  readonly name: string;
  /** Never throws: a detector that fails has found nothing, and says so. */
  ask(text: string): Promise<Opinion>;
}
