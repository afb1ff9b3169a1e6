import { readDelimiters, type Delimiters } from './delimiters.ts';

/** One line of an HL7 v2 text. */
export interface Hl7Line {
  /** `PID`; absent for a line that is no segment. */
  readonly name?: string;
  /** Behind spaces and what MLLP puts around a message. */
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
  /** From 0. */
  readonly number: number;
  readonly delimiters: Delimiters;
}

/** The lines of an HL7 v2 message, file or batch that are not empty. Undefined for any other text. */
export function hl7Lines(text: string): readonly Hl7Line[] | undefined {
  let delimiters = readDelimiters(text);
  if (delimiters === undefined) return undefined;
  const lines: Hl7Line[] = [];
  for (let start = 0, number = 0; start < text.length; number++) {
    const end = lineEnd(text, start);
    const from = start + leading(text, start, end);
    const words = text.slice(from, Math.min(end, from + 64));
    // A batch may hold messages of several systems, each with its own separators.
    delimiters = readDelimiters(words) ?? delimiters;
    const name = /^[A-Z][A-Z0-9]{2}/.exec(words)?.[0];
    const line = { start: from, end, number, delimiters };
    if (name !== undefined && (end - from === 3 || words.charAt(3) === delimiters.field)) {
      lines.push({ ...line, name });
    } else if (text.slice(from, end).trim() !== '') lines.push(line);
    start = end + 1;
  }
  return lines;
}

/** MSH, FHS, BHS: their first field is the separator itself, their second the other separators. */
export function isHl7Header(name: string): boolean {
  return /^(?:MSH|FHS|BHS)$/.test(name);
}

/** Where the next separator stands before `end`, or `end`. (`indexOf` would look on to the end of the message.) */
export function indexWithin(text: string, separator: string, from: number, end: number): number {
  const code = separator.charCodeAt(0);
  for (let at = from; at < end; at++) if (text.charCodeAt(at) === code) return at;
  return end;
}

function lineEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0d || code === 0x0a) return at;
  }
  return text.length;
}

/** Spaces, and what MLLP puts around a message. */
function leading(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) <= 0x20) at += 1;
  return at - start;
}
