import type { ParseLimits } from './parsed.ts';
import type { PayloadBuilder } from './payload-builder.ts';
import type { Slot } from './slot.ts';

/** JSON inside a string stands deeper than four others, or deeper than the limits in all. */
export class EmbeddedTooDeepError extends Error {
  override readonly name = 'EmbeddedTooDeepError';
}

/** Where a text stands in the payload. */
export interface TextPlace {
  readonly builder: PayloadBuilder;
  readonly limits: ParseLimits;
  readonly path: string;
  readonly hint: string | undefined;
  /** Its address in a standard (`Segment.field`). */
  readonly field?: string | undefined;
  readonly slot: Slot;
  /** How many texts hold this one. */
  readonly embedding: number;
  /** Nesting of the JSON around it. */
  readonly depth: number;
  /** How many times it was escaped or marked up: what is read as the text of another one counts. */
  readonly layers?: number;
  /** A text that is known to be in no other notation: it need not be looked at again. */
  readonly plainText?: string | undefined;
  /** Taken out of markup, whose tables have been read: what it has in lines is no table. */
  readonly isRendered?: boolean;
  /**
   * A message that people write: what it has of other notations is prose, and who reads messages looks for the
   * files in them.
   */
  readonly isMessage?: boolean;
}

/**
 * Adds a text value to a payload. JSON holds texts and texts hold JSON: what reads the one is handed the
 * other, so that neither imports it.
 */
export type AddText = (place: TextPlace, text: string) => void;
