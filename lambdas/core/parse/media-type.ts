/** A media type header, split: what the body is, and the character set it claims. */
export interface MediaType {
  /** `type/subtype`, lower case; empty when the header is missing or makes no sense. */
  readonly type: string;
  /** Lower case; absent when not stated. */
  readonly charset?: string;
  /** What parts a multipart body; absent when not stated. */
  readonly boundary?: string;
}

/** Longer headers are hostile or broken; reading only this much keeps the work bounded. */
const MAX_HEADER_LENGTH = 1024;

const CHARSET = /^\s*charset\s*=\s*"?([A-Za-z0-9_:.+-]{1,40})"?\s*$/i;
/** RFC 2046 section 5.1.1. */
const BOUNDARY = /^\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s"]{1,70}))\s*$/i;

/** Splits a Content-Type value, RFC 9110 section 8.3.1. Never throws. */
export function readMediaType(header: string): MediaType {
  const [essence = '', ...parameters] = header.slice(0, MAX_HEADER_LENGTH).split(';');
  const type = essence.trim().toLowerCase();
  if (!/^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/.test(type)) return { type: '' };
  let charset: string | undefined;
  let boundary: string | undefined;
  for (const parameter of parameters) {
    charset ??= CHARSET.exec(parameter)?.[1]?.toLowerCase();
    const [, quoted, bare] = BOUNDARY.exec(parameter) ?? [];
    boundary ??= quoted ?? bare;
  }
  return {
    type,
    ...(charset !== undefined && { charset }),
    ...(boundary !== undefined && { boundary }),
  };
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
