import { crc32, inflateRawSync, inflateSync, type InputType, type ZlibOptions } from 'node:zlib';

/** Bounds on what compressed bodies expand to. Crossing one makes the payload unreadable (`expands_too_much`). */
export const PACKED_LIMITS = {
  /** How many times its own size, once it is larger than `ratioFromBytes`: logs of repeated lines reach a hundred. */
  maxRatio: 200,
  ratioFromBytes: 1024 * 1024,
} as const;

/** A body that was compressed. */
export interface Unpacked {
  readonly kind: 'unpacked';
  readonly encoding: 'gzip' | 'deflate';
  readonly bytes: Uint8Array;
  /** The name of the file that gzip keeps: where its bytes stand, without the zero at the end. */
  readonly name?: { readonly start: number; readonly end: number };
  /** Where the compressed data begins; what stands before is the header. */
  readonly dataStart: number;
}

export type Unpacking =
  | Unpacked
  | {
      readonly kind: 'refused';
      readonly reason: 'malformed' | 'unsupported_format' | 'expands_too_much';
    };

const GZIP_HEADER_LENGTH = 10;
/** Bits of the flags (RFC 1952 section 2.3.1): text, checksum of the header, extra field, name, comment. */
const FLAGS = { text: 1, checksum: 2, extra: 4, name: 8, comment: 16 } as const;
/** Checksum and length at the end. */
const TRAILER_LENGTH = 8;
const LONGEST_NAME = 1024;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Expands a body that is compressed by gzip (RFC 1952) or zlib (RFC 1950, which HTTP calls `deflate`). Known by its
 * bytes: what a header says of it is not signed. Undefined for all others.
 *
 * Everything in it must be read: one member alone, without extra field or comment, and nothing after it.
 */
export function unpack(bytes: Uint8Array, maxBytes: number): Unpacking | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpackGzip(bytes, maxBytes);
  return hasZlibHeader(bytes) ? unpackZlib(bytes, maxBytes) : undefined;
}

/** How bytes are compressed, as HTTP names it; undefined where they are not. */
export function packedAs(bytes: Uint8Array): 'gzip' | 'deflate' | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  const isZlib = hasZlibHeader(bytes) && unpackZlib(bytes, MOST_BYTES) !== undefined;
  return isZlib ? 'deflate' : undefined;
}

function unpackGzip(bytes: Uint8Array, maxBytes: number): Unpacking {
  const flags = bytes[3] ?? 0;
  if (bytes[2] !== 8) return refused('unsupported_format');
  if ((flags & ~(FLAGS.text | FLAGS.name)) !== 0) return refused('unsupported_format');
  let start = GZIP_HEADER_LENGTH;
  let name: { start: number; end: number } | undefined;
  if ((flags & FLAGS.name) !== 0) {
    const end = bytes.indexOf(0, start);
    if (end < 0 || end - start > LONGEST_NAME) return refused('malformed');
    name = { start, end };
    start = end + 1;
  }
  const read = expand(inflateRawSync, bytes.subarray(start), maxBytes, bytes.length);
  if (read.kind === 'refused') return read;
  const trailer = start + read.length;
  if (trailer + TRAILER_LENGTH > bytes.length) return refused('malformed');
  // Another member, or something that nobody would expand.
  if (trailer + TRAILER_LENGTH < bytes.length) return refused('unsupported_format');
  const end = new DataView(bytes.buffer, bytes.byteOffset + trailer, TRAILER_LENGTH);
  if (
    end.getUint32(0, true) !== crc32(read.bytes) ||
    end.getUint32(4, true) !== read.bytes.length
  ) {
    return refused('malformed');
  }
  const unpacked = {
    kind: 'unpacked',
    encoding: 'gzip',
    bytes: read.bytes,
    dataStart: start,
  } as const;
  return name === undefined ? unpacked : { ...unpacked, name };
}

/** Method 8, a window of up to 32 KiB, no dictionary, and a number that 31 divides (RFC 1950 section 2.2). */
function hasZlibHeader([method = 0, flags = 0]: Uint8Array): boolean {
  const isChecked = (method * 256 + flags) % 31 === 0;
  return isChecked && (method & 15) === 8 && method >> 4 <= 7 && (flags & 32) === 0;
}

/** A text may begin with the same two letters, so what does not expand is not compressed. */
function unpackZlib(bytes: Uint8Array, maxBytes: number): Unpacking | undefined {
  const read = expand(inflateSync, bytes, maxBytes, bytes.length);
  if (read.kind === 'refused') return read.reason === 'malformed' ? undefined : read;
  if (read.length < bytes.length) return refused('unsupported_format');
  return { kind: 'unpacked', encoding: 'deflate', bytes: read.bytes, dataStart: 0 };
}

type Expanded =
  | { readonly kind: 'expanded'; readonly bytes: Uint8Array; readonly length: number }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'expands_too_much' };

function expand(
  inflate: (data: InputType, options: ZlibOptions) => unknown,
  data: Uint8Array,
  maxBytes: number,
  packedBytes: number,
): Expanded {
  const { maxRatio, ratioFromBytes } = PACKED_LIMITS;
  const most = Math.min(maxBytes, Math.max(packedBytes * maxRatio, ratioFromBytes));
  try {
    // With `info` the answer tells how much of the data was used, which its types do not say.
    const { buffer, engine } = inflate(data, { maxOutputLength: most, info: true }) as {
      readonly buffer: Uint8Array;
      readonly engine: { readonly bytesWritten: number };
    };
    return { kind: 'expanded', bytes: buffer, length: engine.bytesWritten };
  } catch (error) {
    const tooMuch =
      error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: 'refused', reason: tooMuch ? 'expands_too_much' : 'malformed' };
  }
}

function refused(reason: 'malformed' | 'unsupported_format'): Unpacking {
  return { kind: 'refused', reason };
}
