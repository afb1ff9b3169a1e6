import { isUtf8 } from 'node:buffer';
import type { InputType, ZlibOptions } from 'node:zlib';
import { fileKind } from '../../extract/file-kind.ts';
import type { Received } from '../received.ts';
import { zlib } from './zlib.ts';

/** Bounds on what compressed bodies expand to. Crossing one makes the payload unreadable (`expands_too_much`). */
export const PACKED_LIMITS = {
  /** How many times its own size, once it is larger than `ratioFromBytes`: logs of repeated lines reach a hundred. */
  maxRatio: 200,
  ratioFromBytes: 1024 * 1024,
} as const;

/** How a body may be compressed: gzip (RFC 1952), zlib (RFC 1950), DEFLATE without either (RFC 1951), Brotli (RFC 7932). */
export type Packing = 'gzip' | 'zlib' | 'deflate' | 'brotli';

/** A body that was compressed. */
export interface Unpacked {
  readonly kind: 'unpacked';
  readonly packing: Packing;
  readonly bytes: Uint8Array;
  /** The names of files that gzip keeps: where their bytes stand, without the zero at the end. */
  readonly names: readonly { readonly start: number; readonly end: number }[];
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

/** Programs that write logs and large files append members; a member of nothing takes twenty bytes. */
const MOST_MEMBERS = 100;

/**
 * Expands a body that is compressed. Known by its bytes: what a header says of it is not signed. Undefined for all
 * others. Everything in it must be read: nothing may stand after its end, nor in an extra field or a comment.
 */
export function unpack(bytes: Uint8Array, maxBytes: number): Unpacking | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpackGzip(bytes, maxBytes);
  const zlib = hasZlibHeader(bytes[0], bytes[1]) ? unpackZlib(bytes, maxBytes) : undefined;
  return zlib ?? unpackHeaderless(bytes, maxBytes);
}

/**
 * A cheap look at a body: false only where `unpack` finds nothing. A text in UTF-8 is compressed only if it has control
 * characters at its beginning, or begins as zlib does.
 */
export function mayBePacked({ knownText }: Received): boolean {
  if (knownText === undefined) return true;
  const first = knownText.charCodeAt(0);
  const second = knownText.charCodeAt(1);
  // A character beyond ASCII takes several bytes, of which the closer look knows more.
  if (second >= 0x80 || hasZlibHeader(first, second)) return true;
  const end = Math.min(knownText.length, BEGINNING);
  for (let at = 0; at < end; at++) if (isControl(knownText.charCodeAt(at))) return true;
  return false;
}

/** How bytes are compressed, as HTTP names it (RFC 9110 section 8.4.1); undefined where they are not. */
export function packedAs(bytes: Uint8Array): 'gzip' | 'deflate' | 'br' | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (hasZlibHeader(bytes[0], bytes[1]) && unpackZlib(bytes, MOST_BYTES) !== undefined)
    return 'deflate';
  const unpacking = unpackHeaderless(bytes, MOST_BYTES);
  if (unpacking?.kind !== 'unpacked') return undefined;
  return unpacking.packing === 'brotli' ? 'br' : 'deflate';
}

/** Members one after another say together what each of them says (RFC 1952 section 2.2). */
function unpackGzip(bytes: Uint8Array, maxBytes: number): Unpacking {
  const read: Member[] = [];
  let left = mostBytes(bytes.length, maxBytes);
  for (let at = 0; at < bytes.length;) {
    // Something that nobody would expand, or more than anybody appends.
    const isMember = bytes[at] === 0x1f && bytes[at + 1] === 0x8b && read.length < MOST_MEMBERS;
    if (!isMember) return refused('unsupported_format');
    const member = readMember(bytes, at, left);
    if (member.kind === 'refused') return member;
    read.push(member);
    left -= member.bytes.length;
    at = member.end;
  }
  const [first] = read;
  if (first === undefined) return refused('malformed');
  return {
    kind: 'unpacked',
    packing: 'gzip',
    bytes: read.length === 1 ? first.bytes : Buffer.concat(read.map((member) => member.bytes)),
    names: read.flatMap(({ name }) => name ?? []),
    dataStart: first.dataStart,
  };
}

interface Member {
  readonly kind: 'member';
  readonly bytes: Uint8Array;
  readonly name: { readonly start: number; readonly end: number } | undefined;
  readonly dataStart: number;
  readonly end: number;
}

function readMember(
  bytes: Uint8Array,
  at: number,
  maxBytes: number,
): Member | Extract<Unpacking, { kind: 'refused' }> {
  const flags = bytes[at + 3] ?? 0;
  if (bytes[at + 2] !== 8) return refused('unsupported_format');
  if ((flags & ~(FLAGS.text | FLAGS.name)) !== 0) return refused('unsupported_format');
  let start = at + GZIP_HEADER_LENGTH;
  let name: { start: number; end: number } | undefined;
  if ((flags & FLAGS.name) !== 0) {
    const end = bytes.indexOf(0, start);
    if (end < 0 || end - start > LONGEST_NAME) return refused('malformed');
    name = { start, end };
    start = end + 1;
  }
  const read = expand(zlib().inflateRawSync, bytes.subarray(start), maxBytes);
  if (read.kind === 'refused') return read;
  const trailer = start + read.length;
  if (trailer + TRAILER_LENGTH > bytes.length) return refused('malformed');
  const end = new DataView(bytes.buffer, bytes.byteOffset + trailer, TRAILER_LENGTH);
  if (
    end.getUint32(0, true) !== zlib().crc32(read.bytes) ||
    end.getUint32(4, true) !== read.bytes.length
  ) {
    return refused('malformed');
  }
  return {
    kind: 'member',
    bytes: read.bytes,
    name,
    dataStart: start,
    end: trailer + TRAILER_LENGTH,
  };
}

/** Method 8, a window of up to 32 KiB, no dictionary, and a number that 31 divides (RFC 1950 section 2.2). */
function hasZlibHeader(method = 0, flags = 0): boolean {
  const isChecked = (method * 256 + flags) % 31 === 0;
  return isChecked && (method & 15) === 8 && method >> 4 <= 7 && (flags & 32) === 0;
}

/** A text may begin with the same two letters, so what does not expand is not compressed. */
function unpackZlib(bytes: Uint8Array, maxBytes: number): Unpacking | undefined {
  const read = expand(zlib().inflateSync, bytes, mostBytes(bytes.length, maxBytes));
  if (read.kind === 'refused') return read.reason === 'malformed' ? undefined : read;
  if (read.length < bytes.length) return refused('unsupported_format');
  return { kind: 'unpacked', packing: 'zlib', bytes: read.bytes, names: [], dataStart: 0 };
}

/**
 * Neither DEFLATE nor Brotli begins with anything that tells it. Bytes that are no text are one of them if all of them
 * are used up, and say about as much as they are long at least, which chance does not make them do.
 */
function unpackHeaderless(bytes: Uint8Array, maxBytes: number): Unpacking | undefined {
  const isBinary = hasControl(bytes);
  if (!isBinary && isUtf8(bytes)) return undefined;
  if (fileKind(bytes) !== undefined || isWide(bytes)) return undefined;
  const most = mostBytes(bytes.length, maxBytes);
  let isTooMuch = false;
  for (const [packing, inflate] of HEADERLESS) {
    const read = expand(inflate, bytes, most);
    if (read.kind === 'refused') isTooMuch ||= read.reason === 'expands_too_much';
    else if (read.length === bytes.length && read.bytes.length + LEAST_GAIN >= bytes.length)
      return { kind: 'unpacked', packing, bytes: read.bytes, names: [], dataStart: 0 };
  }
  return isTooMuch && isBinary ? { kind: 'refused', reason: 'expands_too_much' } : undefined;
}

/** What bytes say that are a whole stream of Brotli; undefined for all others, and for one that expands too far. */
export function expandBrotli(bytes: Uint8Array): Uint8Array | undefined {
  const read = expand(
    (data, options) => zlib().brotliDecompressSync(data, options),
    bytes,
    PACKED_LIMITS.ratioFromBytes,
  );
  return read.kind === 'expanded' && read.length === bytes.length ? read.bytes : undefined;
}

/** Whether bytes begin as no text does: control characters. One of twelve bytes that are compressed is such. */
function hasControl(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, BEGINNING);
  for (let at = 0; at < end; at++) {
    if (isControl(bytes[at] ?? 0)) return true;
  }
  return false;
}

const isControl = (code: number): boolean => code < 0x1a && (code < 9 || code > 13);

const BEGINNING = 256;

/** Text in UTF-16: many zero bytes, at the even places or at the odd ones. */
function isWide(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, HEAD);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  return even + odd > head.length / 5 && Math.max(even, odd) >= (even + odd) * 0.9;
}

const HEAD = 4096;

type Inflate = (data: InputType, options: ZlibOptions) => unknown;

const HEADERLESS: readonly (readonly [Packing, Inflate])[] = [
  ['deflate', (data, options) => zlib().inflateRawSync(data, options)],
  ['brotli', (data, options) => zlib().brotliDecompressSync(data, options)],
];
/** What both add to bytes that they cannot make shorter, of a small body. */
const LEAST_GAIN = 16;

type Expanded =
  | { readonly kind: 'expanded'; readonly bytes: Uint8Array; readonly length: number }
  | { readonly kind: 'refused'; readonly reason: 'malformed' | 'expands_too_much' };

function mostBytes(packed: number, maxBytes: number): number {
  const { maxRatio, ratioFromBytes } = PACKED_LIMITS;
  return Math.min(maxBytes, Math.max(packed * maxRatio, ratioFromBytes));
}

function expand(inflate: Inflate, data: Uint8Array, most: number): Expanded {
  // One member has said all that there may be; zlib takes no bound of nothing.
  if (most <= 0) return { kind: 'refused', reason: 'expands_too_much' };
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

function refused(
  reason: 'malformed' | 'unsupported_format',
): Extract<Unpacking, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}
