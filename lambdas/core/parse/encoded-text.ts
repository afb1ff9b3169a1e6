import { FILE_STARTS } from './encoded-file.ts';

/** A stretch of a text that is another text in base64 or hexadecimal digits. */
export interface EncodedRun {
  /** UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What it says. */
  readonly text: string;
  /** Another text in the same encoding. */
  readonly encode: (text: string) => string;
}

/** Twelve bytes: shorter ones are ids, and may decode to letters by chance. */
const SHORTEST = 16;
const SHORTEST_HEX = 20;
const WHOLE = /^[A-Za-z0-9+/_\s-]{16,}={0,2}\s*$/;
const RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const HEX = /^(?=.*[A-Fa-f]|.{32})(?:[0-9A-Fa-f]{2})+$/;

/** The encoded texts in a text, in order: all of it, or words of it (the parts of a JWT, RFC 7519). */
export function encodedRuns(text: string): readonly EncodedRun[] {
  if (text.length < SHORTEST) return [];
  if (WHOLE.test(text)) {
    const whole = decodeRun(text, 0);
    if (whole !== undefined) return [whole];
  }
  const runs: EncodedRun[] = [];
  for (const match of text.matchAll(RUN)) {
    const run = decodeRun(match[0], match.index);
    if (run !== undefined) runs.push(run);
    // A path or a composed id may have one as a part.
    else if (/[/_-]/.test(match[0])) {
      for (const part of match[0].matchAll(/[A-Za-z0-9+]{16,}={0,2}/g)) {
        const inner = decodeRun(part[0], match.index + part.index);
        if (inner !== undefined) runs.push(inner);
      }
    }
  }
  return runs;
}

function decodeRun(raw: string, start: number): EncodedRun | undefined {
  const end = start + raw.length;
  const digits = raw.replace(/\s+/g, '');
  // A PDF may begin with letters only; it is no text for that.
  if (FILE_STARTS.test(digits)) return undefined;
  if (digits.length >= SHORTEST_HEX && HEX.test(digits)) {
    const text = printable(Buffer.from(digits, 'hex'));
    if (text !== undefined) {
      return { start, end, text, encode: (changed) => Buffer.from(changed).toString('hex') };
    }
  }
  if (digits.length < SHORTEST) return undefined;
  const text = printable(Buffer.from(digits, 'base64'));
  if (text === undefined) return undefined;
  // The alphabet of RFC 4648 section 5 where the text has no sign of the other; receivers take either.
  const alphabet = /[+/=]/.test(digits) ? 'base64' : 'base64url';
  return { start, end, text, encode: (changed) => Buffer.from(changed).toString(alphabet) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text that bytes spell; undefined for anything that nobody would read. */
function printable(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  return /^[\t\n\r\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(text) &&
    /[\p{L}\p{N}]{2}/u.test(text)
    ? text
    : undefined;
}
