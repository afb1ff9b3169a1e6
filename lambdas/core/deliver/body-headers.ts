import { withBoundary } from '../parse/delivered-type.ts';
import { packedAs } from '../parse/gzip/unpack.ts';
import { readMediaType } from '../parse/media-type.ts';

/** Media types of what is delivered compressed and not meant to be expanded on the way. */
const PACKED_TYPE = /^application\/(?:gzip|x-gzip|zlib)$/;

/**
 * The headers that a receiver needs to read a body. What was kept of the sender's own is a media type without its
 * parameters, so a boundary and a compression are told from the bytes (RFC 9110 sections 8.3 and 8.4).
 */
export function bodyHeaders(bytes: Uint8Array, contentType: string): Record<string, string> {
  const { type, boundary } = readMediaType(contentType);
  const isParted = type.startsWith('multipart/') && boundary === undefined;
  const encoding = PACKED_TYPE.test(type) ? undefined : packedAs(bytes);
  return {
    'content-type': isParted ? withBoundary(contentType, bytes) : contentType,
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  };
}
