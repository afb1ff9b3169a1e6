import { unpack } from './gzip/unpack.ts';
import { boundaryIn } from './mime/boundary.ts';
import { DEFAULT_PARSE_LIMITS, type ParsedPayload } from './parsed.ts';

/** The media type that each format is passed on with: it says how to read the bytes and nothing else. */
const TYPE_OF_FORMAT: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  'form-data': 'multipart/form-data',
  multipart: 'multipart/mixed',
  mail: 'message/rfc822',
  html: 'text/html',
  xml: 'application/xml',
  csv: 'text/csv',
  hl7v2: 'x-application/hl7-v2+er7',
  text: 'text/plain',
};

/** The media type of a format whose texts are UTF-8 and which has no parts. */
export function mediaTypeOfFormat(format: string): string {
  return TYPE_OF_FORMAT[format] ?? 'application/octet-stream';
}

/**
 * A fixed media type for a payload that was read. The header that came with it is not covered by a
 * signature, and a made-up subtype can name a person.
 *
 * @param bytes what is passed on of it; a boundary is the one that stands there
 */
export function deliveredType({ format, charset }: ParsedPayload, bytes: Uint8Array): string {
  const type = mediaTypeOfFormat(format);
  if (type.startsWith('multipart/')) return withBoundary(type, bytes);
  return withCharset(type, charset);
}

/** Says of a text in which character set it is; other types are UTF-8 where they do not. */
export function withCharset(type: string, charset: string | undefined): string {
  if (charset === undefined && !type.startsWith('text/')) return type;
  return `${type}; charset=${charset ?? 'utf-8'}`;
}

/** A multipart type with the boundary of its body; as it is where there is none. */
export function withBoundary(type: string, bytes: Uint8Array): string {
  const unpacked = unpack(bytes, DEFAULT_PARSE_LIMITS.maxBytes);
  const body = unpacked?.kind === 'unpacked' ? unpacked.bytes : bytes;
  const text = Buffer.from(body).toString('latin1');
  // A form without a field is the closing delimiter and nothing else.
  const boundary = boundaryIn(text) ?? /^--([^\r\n"]{1,70})--\r?\n?$/.exec(text)?.[1];
  return boundary === undefined ? type : `${type}; boundary="${boundary}"`;
}
