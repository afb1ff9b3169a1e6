import { addText } from '../add-text.ts';
import { boundedResult } from '../bounded-result.ts';
import type { ParseResult, ParseScope } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { shiftedBy } from '../slot.ts';
import { charsetOf } from '../charset/charset-of.ts';
import type { Unpacked } from './unpack.ts';
import { zlib } from './zlib.ts';

/** Media types that say of a body only that it is compressed. */
const PACKED_TYPE = /^application\/(?:gzip|x-gzip|zlib|x-gunzip|octet-stream)$/;
const LATIN1 = 'iso-8859-1';

/**
 * Reads what a compressed body says, and compresses it again where something is replaced. It has the format of what is
 * in it: HTTP says beside that how it is compressed.
 */
export function parsePacked(
  received: Received,
  unpacked: Unpacked,
  scope: ParseScope,
  contentType: string,
): ParseResult {
  const isSaid = PACKED_TYPE.test(scope.mediaType.type);
  const inner = scope.readInner(unpacked.bytes, isSaid ? '' : contentType);
  if (inner.kind === 'unreadable') return inner;
  const { bytes } = received;
  const text = Buffer.from(bytes).toString('latin1');
  const builder = new PayloadBuilder(inner.payload.format, received, text, '', scope, 'latin1');
  return boundedResult(() => {
    for (const [index, name] of unpacked.names.entries()) {
      addName(builder, name, index, scope);
    }
    builder.addPart('', {
      payload: inner.payload,
      source: builder.root,
      start: unpacked.dataStart,
      end: bytes.length,
      isVerbatim: false,
      write: (changed) => [
        { start: unpacked.dataStart, end: bytes.length, text: pack(changed, unpacked.packing) },
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
  { start, end }: Unpacked['names'][number],
  index: number,
  limits: ParseScope,
): void {
  const raw = Buffer.from(builder.root.text.slice(start, end), 'latin1');
  const text = charsetOf(LATIN1)?.decode(raw) ?? '';
  const slot = {
    source: builder.root,
    write: (changed: string) => ({
      start,
      end,
      // A zero would end it.
      text: changed.replaceAll('\0', ' ').replace(/[^\0-\xff]/g, '_'),
    }),
    locate: shiftedBy(start),
  };
  const path = index === 0 ? 'gzip:name' : `gzip:name[${String(index + 1)}]`;
  const place = { builder, limits, path, hint: 'filename', slot };
  addText({ ...place, embedding: 0, depth: 0 }, text);
}

/** The level at which servers compress what they send: the highest takes seconds. */
const BROTLI_QUALITY = 5;

/** Data and what follows it, as characters of one byte each. Members of gzip become one. */
function pack(bytes: Uint8Array, packing: Unpacked['packing']): string {
  const { brotliCompressSync, constants, crc32, deflateRawSync, deflateSync } = zlib();
  switch (packing) {
    case 'zlib':
      return deflateSync(bytes).toString('latin1');
    case 'deflate':
      return deflateRawSync(bytes).toString('latin1');
    case 'brotli': {
      const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
      return brotliCompressSync(bytes, { params }).toString('latin1');
    }
    case 'gzip': {
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(crc32(bytes), 0);
      trailer.writeUInt32LE(bytes.length >>> 0, 4);
      return Buffer.concat([deflateRawSync(bytes), trailer]).toString('latin1');
    }
  }
}
