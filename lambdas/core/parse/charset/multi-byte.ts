import type { Charset } from './charset.ts';
import { exactly } from './exactly.ts';
import { iso2022jp } from './iso-2022-jp.ts';
import { reverseTable, type ReverseTable } from './reverse-table.ts';

/** Names that programs write for the encodings of the WHATWG standard (Encoding 4.2), and a few of their own. */
const ENCODINGS: Readonly<Record<string, RegExp>> = {
  shift_jis:
    /^(?:(?:x-)?s(?:hift)?[-_]?jis|csshiftjis|ms[-_]?kanji|(?:cs)?windows-?31j|(?:cp|ms)[-_]?932)$/,
  'euc-jp': /^(?:(?:x-)?euc[-_]?jp|cseucpkdfmtjapanese)$/,
  'iso-2022-jp': /^(?:cs)?iso[-_]?2022[-_]?jp$/,
  gbk: /^(?:(?:x-)?gbk|gb[-_]?2312(?:-80)?|(?:cp|ms|windows)-?936|euc-cn|csgb2312|csiso58gb231280)$/,
  gb18030: /^gb[-_ ]?18030(?:-20\d\d)?$/,
  big5: /^(?:(?:cn-|x-|x-x-|cs)?big-?5(?:-hkscs)?|(?:cp|windows)-?950)$/,
  'euc-kr':
    /^(?:(?:cs)?euc[-_]?kr|(?:cs)?ks[-_]?c[-_]?5601(?:[-_]19(?:87|89))?|ks x 1001|korean|(?:windows|cp|ms)[-_]?949|uhc)$/,
};
const LONGEST_NAME = 40;
/** What has no bytes becomes a question mark; a zero ends nothing. */
const UNKNOWN = 0x3f;
const known = new Map<string, Charset>();

/**
 * A character set with several bytes to a character, by its name in small letters; undefined for all others.
 *
 * Bytes that would be written differently than they came (another code of the same character, an escape that changes
 * nothing) spell nothing, so that what nobody replaces stays the same to the byte.
 */
export function multiByteCharset(name: string): Charset | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const encoding = Object.keys(ENCODINGS).find((own) => ENCODINGS[own]?.test(name) === true);
  if (encoding === undefined) return undefined;
  let charset = known.get(encoding);
  if (charset === undefined) {
    charset = isShifted(encoding) ? iso2022jp() : multiByte(encoding);
    known.set(encoding, charset);
  }
  return charset;
}

/** Whether a character set writes other letters with bytes of ASCII, after an escape (RFC 1468). */
export function isShifted(name: string): boolean {
  return ENCODINGS['iso-2022-jp']?.test(name) === true;
}

function multiByte(encoding: string): Charset {
  let table: ReverseTable | undefined;
  const encode = (text: string): Uint8Array => {
    table ??= reverseTable(encoding);
    const bytes = Buffer.allocUnsafe(text.length * 4);
    let at = 0;
    for (const character of text) {
      const code = character.codePointAt(0) ?? UNKNOWN;
      const packed = code < 0x80 ? code : table(code) || UNKNOWN;
      if (packed > 0xff_ffff) bytes[at++] = packed >>> 24;
      if (packed > 0xffff) bytes[at++] = (packed >>> 16) & 0xff;
      if (packed > 0xff) bytes[at++] = (packed >>> 8) & 0xff;
      bytes[at++] = packed & 0xff;
    }
    return Uint8Array.from(bytes.subarray(0, at));
  };
  return { name: encoding, decode: (bytes) => exactly(bytes, encoding, encode), encode };
}
