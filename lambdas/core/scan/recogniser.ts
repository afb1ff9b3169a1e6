import type { Finding } from './finding.ts';
import type { Segment, UnreadablePart } from './document.ts';
import type { Label } from './labels.ts';
import type { View } from './normalize.ts';

/** A span inside one segment, before it is tied to a document. */
export interface Span {
  readonly label: Label;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** One kind of thing to recognise. A new recogniser is a new file and one line in `recognisers/index.ts`. */
export interface Recogniser {
  /** kebab-case, the file's name; appears in findings. */
  readonly name: string;
  /** Bits of `Trait` without which nothing can be found. */
  readonly needs?: number;
  /** Passes over the names of fields, unless they hold digits enough for a value (`isNameOnly`). */
  readonly skipsNames?: boolean;
  /**
   * All spans in one segment. Must be linear in the length of the text.
   *
   * @param view the segment's view, where the caller has it
   */
  recognise(segment: Segment, view?: View): readonly Span[];
}

/** A recogniser that needs the whole document and what the others have found (propagation, pairing). */
export interface DocumentRecogniser {
  readonly name: string;
  /** @param unread takes what a bound kept from being looked at: the document is then not wholly read. */
  recognise(
    segments: readonly Segment[],
    found: readonly Finding[],
    unread?: (part: UnreadablePart) => void,
  ): Iterable<Finding>;
}
