import type { UnreadablePart } from '../core/scan/document.ts';
import type { Label } from '../core/scan/labels.ts';
import type { PhiClass } from '../core/vocabulary.ts';

/** What is known of an input besides its characters. */
export interface InputFacts {
  /**
   * Media type, as in a Content-Type header. `text/plain` by default, which recognizes JSON and other notations by
   * how they begin.
   */
  readonly contentType?: string;
  /**
   * The source by its nature means care (a clinic's intake form): an identifier alone is then PHI (45 CFR 160.103).
   */
  readonly sourceIsCare?: boolean;
}

/** Something that was found, by its kind and place: never the text itself. */
export interface ScanFinding {
  readonly label: Label;
  /** Where in the structure: an RFC 6901 pointer for JSON, `form:FIELD`, `text`. */
  readonly path: string;
  /**
   * UTF-16 code units in the text that was given, and for a `Document` in the text of its segment; `end` is
   * exclusive. What stands in an encoding is located as a whole.
   */
  readonly start: number;
  readonly end: number;
  /** Index of the segment. */
  readonly segment: number;
  /** 0 to 1. */
  readonly score: number;
  /** Which recogniser found it. */
  readonly recogniser: string;
}

/** What a document is. `unknown`: a part could not be read, and nothing in the rest made it PHI. */
export type DocumentClass = PhiClass | 'unknown';

export interface ScanResult {
  readonly class: DocumentClass;
  /** Sorted by start. Identifiers never overlap one another. */
  readonly findings: readonly ScanFinding[];
  /** What could not be read, and why. A document with such a part is never clean. */
  readonly unreadable: readonly UnreadablePart[];
  readonly scannerVersion: string;
}
