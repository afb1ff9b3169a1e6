import { isUtf8 } from 'node:buffer';
import { jsonOf } from './replay-key.ts';

/** Bytes of a field that verification asks for; longer ones are none of those. */
const MAX_FIELD = 4096;
/** More fields than any vendor sends; a body of a megabyte could have half a million. */
const MAX_FIELDS = 10_000;

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
 * @returns undefined when the body is none: a byte over 127, or an escape that is not UTF-8, could be read in two ways;
 *   so could more than 10,000 fields, by who stops counting
 */
export function formOf(body: Uint8Array): FormParameters | undefined {
  const text = latin1(body);
  if (/[^\x00-\x7f]/.test(text)) return undefined;
  const unescaped = text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  if (!isUtf8(Buffer.from(unescaped, 'latin1'))) return undefined;
  const pairs = pairsOf(text);
  return pairs === undefined ? undefined : { pairs };
}

function pairsOf(text: string): FormParameters['pairs'] | undefined {
  if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) return undefined;
  // A question mark at the start belongs to the first name, and URLSearchParams would drop one.
  return [...new URLSearchParams(text.startsWith('?') ? `?${text}` : text)];
}

function latin1(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
}

/**
 * A few short fields of a form, multipart or not. What the others hold does not matter, not even whether it is text.
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
      : pairsOf(latin1(body));
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

/**
 * Whether a type that nobody signed reads a signed body as it was written: as a form whose boundary is that of the first
 * line, named once.
 */
export function isTypeOfForm(contentType: string, body: Uint8Array): boolean {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined || contentType.split(/;\s*boundary\s*=/i).length !== 2) return false;
  const line = Buffer.from(`--${boundary}\r\n`, 'latin1');
  const isForm = mediaTypeOf({ 'content-type': contentType }) === 'multipart/form-data';
  return isForm && line.equals(body.subarray(0, line.length));
}

function shortParts(
  contentType: string,
  body: Uint8Array,
): readonly (readonly [string, string])[] | undefined {
  const boundary = boundaryOf(contentType);
  return boundary === undefined
    ? undefined
    : partsOf(boundary, body)
        ?.filter(([, value]) => value.length <= MAX_FIELD)
        .map(([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')]);
}

/**
 * Names and contents of the parts of a multipart form, a character for each byte.
 *
 * @returns undefined when there are more than 10,000
 */
export function partsOf(
  boundary: string,
  body: Uint8Array,
): readonly (readonly [string, string])[] | undefined {
  const parts: (readonly [string, string])[] = [];
  // A part begins after its delimiter line and ends before the next one (RFC 2046, section 5.1.1).
  const [, ...pieces] = `\r\n${latin1(body)}`.split(`\r\n--${boundary}`, MAX_FIELDS + 2);
  if (pieces.length > MAX_FIELDS) return undefined;
  for (const part of pieces) {
    const end = part.indexOf('\r\n\r\n');
    if (end === -1) continue;
    const disposition = /^content-disposition:[ \t]*form-data;(.*)$/im.exec(
      part.slice(0, Math.min(end, MAX_FIELD)),
    );
    const name = /[ ;\t]name="([^"\r\n]{0,256})"/i.exec(disposition?.[1] ?? '')?.[1];
    if (name !== undefined) parts.push([name, part.slice(end + 4)]);
  }
  return parts;
}

/** A JSON body, when it is one by its looks: what the type says is not relied on. */
export function jsonBodyOf(body: Uint8Array): unknown {
  return body[0] === 0x7b || body[0] === 0x5b ? jsonOf(body) : undefined;
}
