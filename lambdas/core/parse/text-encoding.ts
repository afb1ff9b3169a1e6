import type { Charset } from './charset/charset.ts';
import { charsetOf, isReadAsUtf8, markedCharset } from './charset/charset-of.ts';
import { readDelimiters } from './hl7v2/delimiters.ts';
import { isUtf8Compatible } from './media-type.ts';
import type { Format } from './parsed.ts';
import type { Received } from './received.ts';

/** What a body says of itself stands this near to its beginning. */
const HEAD = 2048;
/** XML 1.0 section 4.3.3. */
const XML_ENCODING = /^\s{0,20}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']/;
/** HTML 13.2.3.2. */
const HTML_ENCODING = /<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i;
/** HL7 table 0211, of MSH-18. */
const HL7_CHARSET = /^(?:8859\/(\d{1,2})|(GB 18030-20\d\d|KS X 1001|BIG-5))$/;

/** How the bytes of a text are to be read: as UTF-8, by a character set, or not at all. */
type TextEncodingChoice = 'utf8' | 'unknown' | Charset;

/**
 * The character set of a text. Bytes that are UTF-8 are read as UTF-8 whatever is said of them: nobody writes `é` by
 * chance, and programs often claim a character set that is only their default. With a byte order mark it is UTF-16.
 *
 * @param claimed the parameter of the media type
 * @param format whose own declarations count where the media type has none
 */
export function encodingOf(
  received: Received,
  claimed: string | undefined,
  format: Pick<Format, 'name' | 'hasCharsets'>,
): TextEncodingChoice {
  if (format.hasCharsets !== true) return isUtf8Compatible(claimed) ? 'utf8' : 'unknown';
  const isTold = claimed !== undefined || DECLARES.has(format.name);
  if (received.knownText !== undefined && !isTold) return 'utf8';
  const { bytes } = received;
  const marked = markedCharset(bytes);
  if (marked !== undefined) return marked;
  const isWide = claimed?.startsWith('utf-16') === true;
  if (isWide) {
    const order = byteOrder(bytes);
    const isAgreed = claimed === 'utf-16' || claimed === order;
    return order !== undefined && isAgreed ? (charsetOf(order) ?? 'unknown') : 'unknown';
  }
  const name = claimed ?? declaredIn(bytes, format.name);
  if (isReadAsUtf8(bytes, name)) {
    return claimed === undefined || isUtf8Compatible(claimed) || charsetOf(claimed) !== undefined
      ? 'utf8'
      : 'unknown';
  }
  if (name === undefined || isUtf8Compatible(name)) return 'utf8';
  return charsetOf(name) ?? 'unknown';
}

/**
 * The order of bytes in UTF-16 without a mark, by its zero bytes, which it has wherever there is a space, a digit, a
 * line end. Without any it is hardly UTF-16; programs call other things so.
 */
function byteOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let [even, odd] = [0, 0];
  for (const [at, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (even === odd) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Formats that say in their own text which character set it is in. */
const DECLARES: ReadonlySet<string> = new Set(['xml', 'html', 'hl7v2']);

function declaredIn(bytes: Uint8Array, format: string): string | undefined {
  if (!DECLARES.has(format)) return undefined;
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
  if (format === 'xml') return XML_ENCODING.exec(head)?.[1]?.toLowerCase();
  if (format === 'html') return HTML_ENCODING.exec(head)?.[1]?.toLowerCase();
  const delimiters = readDelimiters(head);
  if (delimiters === undefined) return undefined;
  const [line = ''] = head.trimStart().split(/[\r\n]/, 1);
  // MSH-1 is the separator itself, so MSH-18 is the eighteenth piece.
  const [first = ''] = (line.split(delimiters.field)[17] ?? '').split(delimiters.repetition);
  const [, part, name] = HL7_CHARSET.exec(first) ?? [];
  return part === undefined ? name?.toLowerCase() : `iso-8859-${part}`;
}
