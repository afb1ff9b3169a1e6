import { isUtf8 } from 'node:buffer';
import { TextMapper, type MappedText } from './mapped-text.ts';
import { unicode } from '../scan/unicode.ts';

/** Octets, one after another, or a line break that is only for the eye of a mail program (RFC 2045 section 6.7). */
const ENCODED = /(?:=[0-9A-F]{2}){1,2000}|=[ \t]{0,20}\r?\n/g;
/** A query has `=` between names and values; so has an address. */
const QUERY = /[?&][\w.[\]-]{1,60}=/;

/**
 * A text as a mail program shows it that takes it for quoted-printable; undefined for one that is hardly
 * meant so. `a=42` may be an assignment as well, so what this returns is one reading of two.
 */
export function decodeQuotedPrintable(text: string): MappedText | undefined {
  if (!text.includes('=') || !/=(?:[0-9A-F]{2}|[ \t]{0,20}\r?\n)/.test(text)) return undefined;
  if (QUERY.test(text)) return undefined;
  const decoded = new TextMapper();
  let done = 0;
  let found = 0;
  for (const { 0: encoded, index } of text.matchAll(ENCODED)) {
    const bytes = Buffer.from(encoded.replace(/[^0-9A-F]/g, ''), 'hex');
    const words = bytes.toString('utf8');
    if (!isUtf8(bytes) || unicode('[^\\P{Cc}\\t\\r\\n]').test(words)) continue;
    // What needs no encoding is hardly ever encoded: `rows=54` has no T.
    found += bytes.filter((byte) => !/[A-Za-z0-9 ]/.test(String.fromCharCode(byte))).length;
    decoded.add(text.slice(done, index), done, index);
    done = index + encoded.length;
    if (bytes.length !== words.length) decoded.add(words, index, done);
    else
      for (let at = 0; at < words.length; at++) {
        decoded.add(words.charAt(at), index + at * 3, index + at * 3 + 3);
      }
  }
  // One octet alone proves nothing.
  if (found < 2 && !/=[ \t]{0,20}\r?\n/.test(text)) return undefined;
  decoded.add(text.slice(done), done, text.length);
  return decoded.done();
}

/** Letters and digits stand for themselves; everything else is an octet or several. */
export function encodeQuotedPrintable(text: string): string {
  return text.replace(/[^A-Za-z0-9]/gu, (character) =>
    [...Buffer.from(character)]
      .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
