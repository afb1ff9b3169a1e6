/** A media type header, split: what the body is, and the character set it claims. */
export interface MediaType {
  /** `type/subtype`, lower case; empty when the header is missing or makes no sense. */
  readonly type: string;
  /** Lower case; absent when not stated. */
  readonly charset?: string;
}

/** Longer headers are hostile or broken; reading only this much keeps the work bounded. */
const MAX_HEADER_LENGTH = 1024;

/** Splits a Content-Type value, RFC 9110 section 8.3.1. Never throws. */
export function readMediaType(header: string): MediaType {
  const [essence = '', ...parameters] = header.slice(0, MAX_HEADER_LENGTH).split(';');
  const type = essence.trim().toLowerCase();
  if (!/^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/.test(type)) return { type: '' };
  for (const parameter of parameters) {
    const match = /^\s*charset\s*=\s*"?([A-Za-z0-9_:.+-]{1,40})"?\s*$/i.exec(parameter);
    if (match?.[1] !== undefined) return { type, charset: match[1].toLowerCase() };
  }
  return { type };
}

/** Media type and character set alone: other parameters are free text that nobody scanned. */
export function plainMediaType(header: string): string {
  const { type, charset } = readMediaType(header);
  return charset === undefined ? type : `${type}; charset=${charset}`;
}

/** Whether a claimed character set is one that UTF-8 decoding reads correctly. */
export function isUtf8Compatible(charset: string | undefined): boolean {
  return charset === undefined || /^(?:utf-?8|us-ascii|ascii)$/.test(charset);
}

/** The media type that each format is passed on with: it says how to read the bytes and nothing else. */
const TYPE_OF_FORMAT: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  html: 'text/html; charset=utf-8',
  xml: 'application/xml',
  csv: 'text/csv; charset=utf-8',
  hl7v2: 'x-application/hl7-v2+er7',
  text: 'text/plain; charset=utf-8',
};

/**
 * A fixed media type for a payload that was read. The header that came with it is not covered by a
 * signature, and a made-up subtype can name a person.
 *
 * @param format name of the `Format` that read the payload
 */
export function mediaTypeOfFormat(format: string): string {
  return TYPE_OF_FORMAT[format] ?? 'application/octet-stream';
}
