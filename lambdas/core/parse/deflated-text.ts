import { isUtf8 } from 'node:buffer';
import { inflateHead } from './inflate-head.ts';

/** What has fewer characters of its own is an id, which could be the beginning of anything. */
const SHORTEST = 10;
const LEAST_DIFFERENT = 5;
/** So much text does not come out of random bytes. */
const ENOUGH = 64;
/** Of zlib, at its end (RFC 1950 2.2). */
const CHECKSUM_LENGTH = 4;

/**
 * Whether bytes are a compressed text or file: a DEFLATE stream as it is, or in the zlib format. A stream without a
 * header begins as any random bytes do, so it counts as one when it ends with them, or after a line of text.
 *
 * @param isFile whether the bytes that a file begins with are those of one that is known
 */
export function isDeflated(bytes: Uint8Array, isFile: (head: Uint8Array) => boolean): boolean {
  return (
    holdsContent(bytes, 0, isFile) ||
    (hasZlibHeader(bytes) && holdsContent(bytes.subarray(2), CHECKSUM_LENGTH, isFile))
  );
}

/** Method 8, a window of up to 32 KiB, no dictionary, and a number that 31 divides (RFC 1950 2.2). */
function hasZlibHeader([method = 0, flags = 0]: Uint8Array): boolean {
  const isChecked = (method * 256 + flags) % 31 === 0;
  return isChecked && (method & 15) === 8 && method >> 4 <= 7 && (flags & 32) === 0;
}

function holdsContent(
  bytes: Uint8Array,
  trailer: number,
  isFile: (head: Uint8Array) => boolean,
): boolean {
  const head = inflateHead(bytes, ENOUGH);
  if (head === undefined || head.literals < SHORTEST) return false;
  const { output, end } = head;
  if (end !== undefined && bytes.length - end !== trailer) return false;
  const content = Uint8Array.from(output);
  // A pattern that repeats itself expands to one.
  if (new Set(content).size < LEAST_DIFFERENT) return false;
  return isText(content) || isFile(content);
}

/** Text in UTF-8 but for its end, where a character may have been cut off. */
function isText(content: Uint8Array): boolean {
  if (content.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(content.subarray(0, content.length - cut)));
}
