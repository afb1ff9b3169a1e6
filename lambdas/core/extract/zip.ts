import { inflateRawSync } from 'node:zlib';
import { ExtractError, type ExtractLimits } from './content.ts';

/** One file of an archive, not yet expanded. */
export interface ZipEntry {
  readonly name: string;
  /** @throws ExtractError when it cannot be expanded within the limits */
  read(): Uint8Array;
}

/** Signatures and lengths of the records, APPNOTE.TXT 4.3. */
const END = { signature: 0x06054b50, length: 22, longestComment: 0xffff };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
/** These values say that the real ones stand in a ZIP64 record. */
const ZIP64 = { count: 0xffff, size: 0xffffffff };
/** Bit 0: encrypted; bit 6: strongly; bit 13: the directory too (4.4.4). */
const ENCRYPTED = 0x2041;
const [STORED, DEFLATED] = [0, 8];

/**
 * Lists an archive by its central directory, as office programs do. What is expanded is bounded by what comes
 * out, not by what the directory promises, and every entry counts against one total.
 *
 * @throws ExtractError when it is no archive that can be read to its end
 */
export function readZip(file: Uint8Array, limits: ExtractLimits): readonly ZipEntry[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const size = bytes.readUInt32LE(end + 12);
  const start = bytes.readUInt32LE(end + 16);
  if (count === ZIP64.count || size === ZIP64.size || start === ZIP64.size) {
    throw new ExtractError('unsupported_format');
  }
  // Parts of one archive on several disks, or a count that the directory does not bear out.
  if (bytes.readUInt16LE(end + 8) !== count || start + size > end) {
    throw new ExtractError('malformed');
  }
  if (count > limits.maxEntries) throw new ExtractError('too_many_parts');
  const budget = { left: limits.maxExpandedBytes };
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL.length > end || bytes.readUInt32LE(at) !== CENTRAL.signature) {
      throw new ExtractError('malformed');
    }
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = {
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    };
    const name = bytes.toString('utf8', at + CENTRAL.length, at + CENTRAL.length + nameLength);
    if ((header.flags & ENCRYPTED) !== 0) throw new ExtractError('encrypted');
    // A folder holds nothing of its own.
    if (!name.endsWith('/') || header.packed > 0) {
      entries.push({ name, read: () => expand(bytes, header, limits, budget) });
    }
    at += CENTRAL.length + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record is the last thing in the file but for a comment. */
function findEnd(bytes: Buffer): number {
  const last = bytes.length - END.length;
  for (let at = last; at >= 0 && at >= last - END.longestComment; at -= 1) {
    if (bytes.readUInt32LE(at) === END.signature && bytes.readUInt16LE(at + 20) === last - at) {
      return at;
    }
  }
  throw new ExtractError('malformed');
}

function expand(
  bytes: Buffer,
  entry: { readonly method: number; readonly packed: number; readonly offset: number },
  limits: ExtractLimits,
  budget: { left: number },
): Uint8Array {
  const { method, packed, offset } = entry;
  if (
    offset + LOCAL.length > bytes.length ||
    bytes.readUInt32LE(offset) !== LOCAL.signature ||
    bytes.readUInt16LE(offset + 8) !== method
  ) {
    throw new ExtractError('malformed');
  }
  const start =
    offset + LOCAL.length + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) throw new ExtractError('malformed');
  const data = bytes.subarray(start, start + packed);
  let content: Uint8Array;
  if (method === STORED) content = data;
  else if (method === DEFLATED) {
    const most = Math.max(packed * limits.maxRatio, limits.ratioFromBytes);
    content = inflateBounded(data, Math.min(most, budget.left));
  } else throw new ExtractError('unsupported_format');
  budget.left -= content.byteLength;
  if (budget.left <= 0) throw new ExtractError('expands_too_much');
  return content;
}

/** @throws ExtractError when more comes out than `maxBytes`, or the data are not whole */
export function inflateBounded(
  data: Uint8Array,
  maxBytes: number,
  inflate: typeof inflateRawSync = inflateRawSync,
): Uint8Array {
  try {
    return inflate(data, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (error) {
    const tooMuch =
      error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new ExtractError(tooMuch ? 'expands_too_much' : 'malformed');
  }
}
