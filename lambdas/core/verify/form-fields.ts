import { jsonOf } from './replay-key.ts';

/** Bytes of a field that verification asks for; longer ones are none of those. */
const MAX_FIELD = 4096;

export interface FormParameters {
  /** In the order sent. */
  readonly pairs: readonly (readonly [string, string])[];
}

/** The media type of a request, in lower case and without parameters. */
export function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase();
}

/**
 * The parameters of an `application/x-www-form-urlencoded` body.
 *
 * @returns undefined when the body is none: a byte over 127, or an escape that is not UTF-8, could be read in two ways
 */
export function formOf(body: Uint8Array): FormParameters | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  if (/[^\x00-\x7f]/.test(text)) return undefined;
  const pairs = [...new URLSearchParams(text)];
  return pairs.flat().some((part) => part.includes('\ufffd')) ? undefined : { pairs };
}

/**
 * A few short fields of a form, multipart or not.
 *
 * @returns undefined when the body is no form, or has one of them twice
 */
export function shortFields(
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  names: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const pairs =
    mediaTypeOf(headers) === 'multipart/form-data'
      ? shortParts(headers['content-type'] ?? '', body)
      : formOf(body)?.pairs;
  if (pairs === undefined) return undefined;
  const found: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (!names.includes(name)) continue;
    if (Object.hasOwn(found, name)) return undefined;
    found[name] = value;
  }
  return found;
}

/** The boundary of a multipart type (RFC 2046, section 5.1.1). */
export function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

function shortParts(
  contentType: string,
  body: Uint8Array,
): readonly (readonly [string, string])[] | undefined {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const parts: (readonly [string, string])[] = [];
  // A part begins after its delimiter line and ends before the next one (RFC 2046, section 5.1.1).
  for (const part of `\r\n${text}`.split(`\r\n--${boundary}`).slice(1)) {
    const end = part.indexOf('\r\n\r\n');
    if (end === -1) continue;
    const disposition = /^content-disposition:[ \t]*form-data;(.*)$/im.exec(
      part.slice(0, Math.min(end, MAX_FIELD)),
    );
    const name = /[ ;\t]name="([^"\r\n]{0,256})"/i.exec(disposition?.[1] ?? '')?.[1];
    const value = part.slice(end + 4);
    if (name !== undefined && value.length <= MAX_FIELD) {
      parts.push([name, Buffer.from(value, 'latin1').toString('utf8')]);
    }
  }
  return parts;
}

/** A JSON body, when it is one by its looks: what the type says is not relied on. */
export function jsonBodyOf(body: Uint8Array): unknown {
  return body[0] === 0x7b || body[0] === 0x5b ? jsonOf(body) : undefined;
}
