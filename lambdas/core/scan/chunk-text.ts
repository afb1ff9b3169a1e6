/** A stretch of a text that is read by itself. */
export interface Chunk {
  /** Where it begins, in UTF-16 code units. */
  readonly start: number;
  readonly text: string;
}

/** How far back from a full chunk a place to cut is looked for, in code units. */
const LOOK_BACK = 2000;

/**
 * Cuts a text into chunks of at most so many bytes of UTF-8, after a line, a sentence or at least a word where
 * there is one, and never inside a character. Together they are the text, in order.
 */
export function chunkText(text: string, maxBytes: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < text.length;) {
    const most = longestFrom(text, start, maxBytes);
    const end = most >= text.length ? text.length : cutBefore(text, start, most);
    chunks.push({ start, text: text.slice(start, end) });
    start = end;
  }
  return chunks;
}

/** The end of the longest stretch with at most so many bytes; one character at least. */
function longestFrom(text: string, start: number, maxBytes: number): number {
  let bytes = 0;
  let at = start;
  while (at < text.length) {
    const point = text.codePointAt(at) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > maxBytes && at > start) break;
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}

function cutBefore(text: string, start: number, most: number): number {
  const from = Math.max(start, most - LOOK_BACK);
  const window = text.slice(from, most);
  const after = (separator: RegExp): number => {
    let last = -1;
    for (const match of window.matchAll(separator)) last = match.index + match[0].length;
    return last;
  };
  for (const separator of [/\n/g, /[.!?]\s/g, /\s/g]) {
    const cut = after(separator);
    if (cut > 0) return from + cut;
  }
  return most;
}
