import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { addText } from '../add-text.ts';
import { boundedResult } from '../bounded-result.ts';
import type { ParseResult, ParseScope } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import { shiftedBy } from '../slot.ts';
import { charsetOf } from '../charset.ts';
import type { Unpacked } from './unpack.ts';

/** Media types that say of a body only that it is compressed. */
const PACKED_TYPE = /^application\/(?:gzip|x-gzip|zlib|x-gunzip|octet-stream)$/;
const LATIN1 = 'iso-8859-1';

/**
 * Reads what a compressed body says, and compresses it again where something is replaced. It has the format of what is
 * in it: HTTP says beside that how it is compressed.
 */
export function parsePacked(
  bytes: Uint8Array,
  unpacked: Unpacked,
  scope: ParseScope,
  contentType: string,
): ParseResult {
  const isSaid = PACKED_TYPE.test(scope.mediaType.type);
  const inner = scope.readInner(unpacked.bytes, isSaid ? '' : contentType);
  if (inner.kind === 'unreadable') return inner;
  const text = Buffer.from(bytes).toString('latin1');
  const builder = new PayloadBuilder(inner.payload.format, bytes, text, '', scope, 'latin1');
  return boundedResult(() => {
    addName(builder, unpacked, bytes, scope);
    builder.addPart('', {
      payload: inner.payload,
      source: builder.root,
      start: unpacked.dataStart,
      end: bytes.length,
      isVerbatim: false,
      write: (changed) => [
        { start: unpacked.dataStart, end: bytes.length, text: pack(changed, unpacked.encoding) },
      ],
    });
    const { charset } = inner.payload;
    return {
      kind: 'parsed',
      payload: { ...builder.build(), ...(charset !== undefined && { charset }) },
    };
  });
}

/** The name of a file often tells whose it is; gzip keeps it in ISO 8859-1 (RFC 1952 section 2.3.1). */
function addName(
  builder: PayloadBuilder,
  { name }: Unpacked,
  bytes: Uint8Array,
  limits: ParseScope,
): void {
  if (name === undefined) return;
  const { start, end } = name;
  const text = charsetOf(LATIN1)?.decode(bytes.subarray(start, end)) ?? '';
  const slot = {
    source: builder.root,
    write: (changed: string) => ({
      start,
      end,
      // A zero would end it.
      text: Buffer.from(
        changed.replaceAll('\0', ' ').replace(/[^\0-\xff]/g, '_'),
        'latin1',
      ).toString('latin1'),
    }),
    locate: shiftedBy(start),
  };
  const place = { builder, limits, path: 'gzip:name', hint: 'filename', slot };
  addText({ ...place, embedding: 0, depth: 0 }, text);
}

/** Data and what follows it, as characters of one byte each. */
function pack(bytes: Uint8Array, encoding: Unpacked['encoding']): string {
  if (encoding === 'deflate') return deflateSync(bytes).toString('latin1');
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length >>> 0, 4);
  return Buffer.concat([deflateRawSync(bytes), trailer]).toString('latin1');
}
