import { MIME_LIMITS } from './limits.ts';
import { lineEndAt } from './read-headers.ts';

/** A stretch of a text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A multipart body, taken apart: its parts stand between the lines of its boundary. */
export interface MultipartBody {
  readonly preamble: Stretch;
  readonly parts: readonly Stretch[];
  readonly epilogue: Stretch;
  /** Where the boundary itself stands, after its two hyphens. */
  readonly delimiters: readonly Stretch[];
}

/** RFC 2046 section 5.1.1; programs use other marks as well. */
const OPENING =
  /(?:^|\n)--([\w'()+,./:=?$~!#%&*@^| -]{0,69}[\w'()+,./:=?$~!#%&*@^|-])[ \t]{0,20}\r?\n/g;
const MOST_CANDIDATES = 20;

/**
 * The boundary of a body that comes without its media type's parameter: what the first line is that is one, and ends it
 * as well. Undefined for a body that has none.
 */
export function boundaryIn(text: string): string | undefined {
  const head = text.slice(0, MIME_LIMITS.maxPreamble);
  let candidates = 0;
  for (const [, boundary = ''] of head.matchAll(OPENING)) {
    if (text.includes(`\n--${boundary}--`)) return boundary;
    candidates += 1;
    if (candidates >= MOST_CANDIDATES) return undefined;
  }
  return undefined;
}

/**
 * Takes a multipart body apart (RFC 2046 section 5.1). Whatever stands in it is in one of the stretches.
 *
 * @returns undefined where a delimiter or the closing one is missing, or there are more parts than `maxParts`
 */
export function splitMultipart(
  text: string,
  boundary: string,
  maxParts: number,
): MultipartBody | 'malformed' | 'too_many_parts' {
  const marker = `--${boundary}`;
  const delimiters: Stretch[] = [];
  const parts: Stretch[] = [];
  let preamble: Stretch | undefined;
  /** Where the content begins that is read at the moment. */
  let from = 0;
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) !== 0x0a) continue;
    const line = readDelimiter(text, at + marker.length);
    // Another boundary may begin with this one.
    if (line === undefined) continue;
    delimiters.push({ start: at + 2, end: at + marker.length });
    // The line end before a delimiter belongs to it.
    const content = { start: from, end: Math.max(from, beforeLineEnd(text, at)) };
    if (preamble === undefined) preamble = content;
    else parts.push(content);
    if (parts.length > maxParts) return 'too_many_parts';
    if (line.isClosing) {
      return { preamble, parts, epilogue: { start: line.next, end: text.length }, delimiters };
    }
    from = line.next;
  }
  return 'malformed';
}

/** What follows the boundary on its line: white space, or hyphens and white space. */
function readDelimiter(
  text: string,
  from: number,
): { readonly isClosing: boolean; readonly next: number } | undefined {
  const isClosing = text.startsWith('--', from);
  let at = isClosing ? from + 2 : from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
  const length = lineEndAt(text, at);
  if (length === 0 && at < text.length) {
    // Epilogues begin on the same line where somebody forgot the line end; they are read as such.
    return isClosing ? { isClosing, next: from + 2 } : undefined;
  }
  return { isClosing, next: at + length };
}

function beforeLineEnd(text: string, at: number): number {
  if (text.charCodeAt(at - 1) !== 0x0a) return at;
  return text.charCodeAt(at - 2) === 0x0d ? at - 2 : at - 1;
}
