/** One stretch of a text and what stands there instead. */
export interface Edit {
  /** UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits overlap or lie outside the text: the caller's bug, never the payload's fault. */
export class SpliceError extends Error {
  override readonly name = 'SpliceError';
}

/**
 * Applies edits, in any order; everything between them stays as it was.
 *
 * @throws SpliceError when two edits overlap or one lies outside the text.
 */
export function splice(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new SpliceError('replacements overlap or lie outside the text');
    }
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
