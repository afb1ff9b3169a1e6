import { isUtf8 } from 'node:buffer';
import { base64Runs, isBase64 } from './base64-runs.ts';
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
/** The encoded texts in a text, in order: all of it, or words of it (the parts of a JWT, RFC 7519). */
export function encodedRuns(text: string): readonly EncodedRun[] {
  if (text.length < SHORTEST) return [];
  if (isBase64(text)) {
    const whole = decodeRun(text, 0);
    if (whole !== undefined) return [whole];
  }
  const runs: EncodedRun[] = [];
  for (const { start, end } of base64Runs(text, SHORTEST)) {
    const raw = text.slice(start, end);
    const run = decodeRun(raw, start);
    if (run !== undefined) runs.push(run);
    // A path or a composed id may have one as a part.
    else if (/[/_-]/.test(raw)) {
      let from = start;
      for (const part of raw.split(/[/_-]/)) {
        const inner = part.length < SHORTEST ? undefined : decodeRun(part, from);
        if (inner !== undefined) runs.push(inner);
        from += part.length + 1;
      }
    }
  }
  return runs;
}

/** How databases and programs begin bytes in hexadecimal digits: `\\x7b22`, `0x7b22`. */
const HEX_PREFIX = /^0?x(?=[0-9A-Fa-f]+$)/;

function decodeRun(raw: string, start: number): EncodedRun | undefined {
  const prefix = HEX_PREFIX.exec(raw)?.[0].length ?? 0;
  return decodeDigits(raw.slice(prefix), start + prefix);
}

function decodeDigits(raw: string, start: number): EncodedRun | undefined {
  const end = start + raw.length;
  const digits = raw.replace(/\s+/g, '');
  // A PDF may begin with letters only; it is no text for that.
  if (FILE_STARTS.test(digits)) return undefined;
  if (isHex(digits)) {
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

/** Digits alone are a number, unless it is a very long one. */
function isHex(digits: string): boolean {
  return (
    digits.length >= SHORTEST_HEX &&
    digits.length % 2 === 0 &&
    !/[^0-9A-Fa-f]/.test(digits) &&
    (digits.length >= 32 || /[A-Fa-f]/.test(digits))
  );
}

/** The text that bytes spell; undefined for anything that nobody would read. */
function printable(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return !/[^\t\n\r\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u.test(text) &&
    /[\p{L}\p{N}]{2}/u.test(text)
    ? text
    : undefined;
}
