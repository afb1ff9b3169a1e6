import { isUtf8 } from 'node:buffer';
import type { Charset } from './charset.ts';
import { isShifted, multiByteCharset } from './multi-byte.ts';

/** Of one byte for each character (IANA names, and those that mail programs write). */
const SINGLE_BYTE =
  /^(?:iso[-_]?8859-(?:[1-8]|1[0-6])|latin-?[1-6]|l1|windows-(?:125[0-8]|874)|cp125[0-8]|koi8-[ru]|macintosh|ibm866|cp866)$/;
/** Names of windows-1252 (WHATWG Encoding 4.2). */
const WESTERN = /^(?:iso[-_]?8859-1|latin-?1|l1|windows-1252|cp1252)$/;
/**
 * What it has from 0x80 to 0x9f (WHATWG Encoding, index windows-1252). By hand: decoders of Node.js before 24 read these
 * bytes as ISO 8859-1.
 */
const WESTERN_C1 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
const known = new Map<string, Charset | undefined>();
const BYTES = 256;
const ESCAPE = 0x1b;

/** The character set of a name in small letters; undefined for UTF-8 and for those that are not read. */
export function charsetOf(name: string): Charset | undefined {
  if (name === 'utf-16' || name === 'utf-16le' || name === 'utf-16be') return utf16(name);
  if (!SINGLE_BYTE.test(name)) return multiByteCharset(name);
  if (!known.has(name)) known.set(name, singleByte(name));
  return known.get(name);
}

/**
 * Whether bytes are read as UTF-8 whatever character set is named: nobody writes `é` by chance. What is written with
 * escapes in bytes of ASCII is valid UTF-8 as well, and means something else.
 */
export function isReadAsUtf8(bytes: Uint8Array, name: string | undefined): boolean {
  const isEscaped = name !== undefined && isShifted(name) && bytes.includes(ESCAPE);
  return !isEscaped && isUtf8(bytes);
}

/** The character set that a byte order mark tells of (Unicode 23.8), of those with two bytes to a character. */
export function markedCharset(bytes: Uint8Array): Charset | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return utf16('utf-16le');
  return first === 0xfe && second === 0xff ? utf16('utf-16be') : undefined;
}

/** As browsers and mail programs read it: ISO 8859-1 is read as windows-1252 (WHATWG Encoding 4.2). */
function singleByte(name: string): Charset | undefined {
  const label = name.replace(/^cp(?=125)/, 'windows-').replace(/^latin-?/, 'latin');
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return undefined;
  }
  const isWestern = WESTERN.test(name);
  const characters = Array.from({ length: BYTES }, (_, byte) => {
    if (isWestern)
      return byte >> 5 === 4 ? WESTERN_C1.charAt(byte - 0x80) : String.fromCharCode(byte);
    return decoder.decode(Uint8Array.of(byte));
  });
  const bytesOf = new Map(characters.map((character, byte) => [character, byte]));
  return {
    name,
    decode: (bytes) => {
      let text = '';
      for (const byte of bytes) {
        const character = characters[byte] ?? '\uFFFD';
        if (character === '\uFFFD') return undefined;
        text += character;
      }
      return text;
    },
    encode: (text) => Uint8Array.from(text, (character) => bytesOf.get(character) ?? 0x3f),
  };
}

/** Without a mark it is big-endian (RFC 2781 section 4.3). */
function utf16(name: 'utf-16' | 'utf-16le' | 'utf-16be'): Charset {
  let isLittle = name === 'utf-16le';
  return {
    name: 'utf-16',
    decode: (bytes) => {
      if (bytes.length % 2 !== 0) return undefined;
      if (name === 'utf-16' && bytes[0] === 0xff && bytes[1] === 0xfe) isLittle = true;
      const ordered = isLittle ? bytes : swapped(bytes);
      try {
        const text = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }).decode(ordered);
        return isMisaligned(text) ? undefined : text;
      } catch {
        return undefined;
      }
    },
    encode: (text) => {
      const bytes = Uint8Array.from(Buffer.from(text, 'utf16le'));
      return isLittle ? bytes : swapped(bytes);
    },
  };
}

/** So many characters in a row end with a zero byte in no language. */
const MOST_ENDING_IN_ZERO = 3;

/** Whether a byte too many or too few made other characters of a Latin text: the halves of two each. */
function isMisaligned(text: string): boolean {
  let inRow = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    inRow = code > 0 && (code & 0xff) === 0 ? inRow + 1 : 0;
    if (inRow > MOST_ENDING_IN_ZERO) return true;
  }
  return false;
}

function swapped(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.from(bytes).swap16());
}
