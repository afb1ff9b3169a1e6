import type { Edit } from './splice.ts';

/** How a changed text is put back: an edit of the source that holds it. */
export interface Slot {
  readonly source: Source;
  write(changed: string): Edit;
  /**
   * Where a stretch of the text stands in the source, start and end (exclusive). Absent where positions
   * mean nothing there (base64): then all that `write` would replace is meant.
   */
  locate?(start: number, end: number): readonly [number, number];
  /**
   * Changes of the text as changes of the source, for a text that stands there in pieces (between tags). Absent
   * where a changed text replaces the old one as a whole.
   */
  edits?(changes: readonly Edit[]): readonly Edit[];
}

/** Leads start and end of a stretch, in UTF-16 code units, to where it stands in an outer text. */
export type Locate = (start: number, end: number) => readonly [number, number];

/** A text that stands in its source as it is, from `offset` on. */
export function shiftedBy(offset: number): Locate {
  return (start, end) => [start + offset, end + offset];
}

/** A text that holds others: the payload itself, or JSON inside one of its strings. */
export interface Source {
  readonly text: string;
  /** Where this text stands in an outer one; absent for the payload itself. */
  readonly slot?: Slot;
}
