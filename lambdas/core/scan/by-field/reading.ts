import type { IdentifierLabel } from '../labels.ts';

/** What a standard says of the values at one address of its messages. */
export type Meaning =
  /** The whole value is this identifier. */
  | IdentifierLabel
  /** A code, a unit, a status, a date of the machinery: read for health, and for what no code looks like. */
  | 'quiet'
  /** Free text, and what the standard does not define. */
  | 'prose';

/** How one segment of a document is to be read. */
export interface Reading {
  /** Name of the recogniser that speaks for the standard. */
  readonly standard: string;
  readonly meaning: Meaning;
  /** Confidence in an identifier, 0 to 1. */
  readonly score: number;
  /** Where the identifier begins, if something stands before it. */
  readonly start?: number;
  /** The value shows that the message is one of health care. */
  readonly isCare?: boolean;
}

/** What a standard's reader gives for the segments of a document, by their index. */
export type Readings = Map<number, Reading>;

/** A position in a standard that holds an identifier is as sure as anything can be. */
export const BY_FIELD_SCORE = 0.95;
