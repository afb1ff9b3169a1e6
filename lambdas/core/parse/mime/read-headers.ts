import { MIME_LIMITS } from './limits.ts';

/** One field of a header. Its value stands between `start` and `end`, folded as it came, without the last line end. */
export interface HeaderField {
  /** In small letters. */
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly start: number;
  readonly end: number;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  readonly bodyStart: number;
}

/** RFC 5322 section 3.6.8: no space, no colon; obsolete ones have spaces before the colon (4.5.8). */
const FIELD_NAME = /([!-9;-~]{1,200})[ \t]{0,20}:/y;

/**
 * Reads header fields and the empty line after them (RFC 5322 section 2.2), from `start` on. Lines may end with a line
 * feed alone, as they do in what programs store.
 *
 * @returns undefined where a line is no field, or there are more of them than the limits allow
 */
export function readHeaders(text: string, start: number, end: number): HeaderBlock | undefined {
  const fields: HeaderField[] = [];
  for (let at = start; ;) {
    if (at >= end) return { fields, bodyStart: end };
    const empty = lineEndAt(text, at);
    if (empty > 0) return { fields, bodyStart: at + empty };
    FIELD_NAME.lastIndex = at;
    const [whole, name] = FIELD_NAME.exec(text) ?? [];
    if (whole === undefined || name === undefined || at + whole.length > end) return undefined;
    const valueStart = at + whole.length;
    const valueEnd = endOfValue(text, valueStart, end);
    fields.push({
      name: name.toLowerCase(),
      nameStart: at,
      nameEnd: at + name.length,
      start: valueStart,
      end: valueEnd,
    });
    const { maxFields, maxHeaderLength } = MIME_LIMITS;
    if (fields.length > maxFields || valueEnd - start > maxHeaderLength) return undefined;
    at = valueEnd + lineEndAt(text, valueEnd);
  }
}

/** How long the line end is that stands at a position; 0 where none does. */
export function lineEndAt(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x0a) return 1;
  return text.charCodeAt(at) === 0x0d && text.charCodeAt(at + 1) === 0x0a ? 2 : 0;
}

/** A line that begins with white space goes on with the one before. */
function endOfValue(text: string, from: number, end: number): number {
  for (let at = from; ;) {
    const feed = text.indexOf('\n', at);
    if (feed < 0 || feed >= end) return end;
    const next = text.charCodeAt(feed + 1);
    if (feed + 1 >= end || (next !== 0x20 && next !== 0x09)) {
      return text.charCodeAt(feed - 1) === 0x0d && feed - 1 >= from ? feed - 1 : feed;
    }
    at = feed + 1;
  }
}
