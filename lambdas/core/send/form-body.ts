import { splitMultipart } from '../parse/mime/boundary.ts';
import { readHeaders } from '../parse/mime/read-headers.ts';
import { readParameters } from '../parse/mime/parameters.ts';
import { decodeBody } from '../parse/mime/transfer-encoding.ts';
import { readMediaType } from '../parse/media-type.ts';
import { decodeText } from '../parse/decode-text.ts';
import type { Problem } from './outcome.ts';

/** A file of a form, as its part says. */
export interface FormFile {
  readonly field: string;
  readonly filename: string;
  /** Empty where the part has none. */
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** What a form says, in the order in which it says it; a name may come more than once. */
export type FormBody =
  | {
      readonly kind: 'form';
      readonly fields: readonly (readonly [name: string, text: string])[];
      readonly files: readonly FormFile[];
    }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] };

/** Fields and files of one request. */
const MAX_PARTS = 1100;

/**
 * Reads a request body that is a form, multipart (RFC 7578) or not. What could be read in two ways is malformed: it
 * would be scanned as one and sent as the other.
 */
export function readFormBody(contentType: string | undefined, body: Uint8Array): FormBody {
  const { type, boundary } = readMediaType(contentType ?? '');
  if (type === 'application/x-www-form-urlencoded') return readPairs(body);
  if (type !== 'multipart/form-data' || boundary === undefined) {
    return malformed('is neither multipart/form-data nor application/x-www-form-urlencoded');
  }
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const split = splitMultipart(text, boundary, MAX_PARTS);
  if (split === 'too_many_parts') return malformed(`has more than ${String(MAX_PARTS)} fields`);
  if (split === 'malformed') return malformed('is not a whole multipart form');
  const fields: (readonly [string, string])[] = [];
  const files: FormFile[] = [];
  for (const { start, end } of split.parts) {
    const part = readPart(text, start, end);
    if (part === undefined) return malformed('has a part that is not a field of a form');
    if ('content' in part) files.push(part);
    else fields.push([part.name, part.text]);
  }
  return { kind: 'form', fields, files };
}

function readPairs(body: Uint8Array): FormBody {
  const text = decodeText(body)?.text;
  if (text === undefined) return malformed('is not a form in UTF-8');
  const fields = [...new URLSearchParams(text)];
  if (fields.length > MAX_PARTS) return malformed(`has more than ${String(MAX_PARTS)} fields`);
  return { kind: 'form', fields, files: [] };
}

function readPart(
  text: string,
  start: number,
  end: number,
): FormFile | { readonly name: string; readonly text: string } | undefined {
  const block = readHeaders(text, start, end);
  if (block === undefined) return undefined;
  const valueOf = (name: string) => block.fields.filter((field) => field.name === name);
  const [disposition, second] = valueOf('content-disposition');
  if (disposition === undefined || second !== undefined) return undefined;
  const read = readParameters({ text }, disposition.start, disposition.end);
  const parameter = (name: string) => read?.parameters.filter((one) => one.name === name) ?? [];
  const [name, otherName] = parameter('name');
  const [filename, otherFilename] = parameter('filename');
  if (read?.value !== 'form-data' || name === undefined || name.isUnread) return undefined;
  if (otherName !== undefined || otherFilename !== undefined || filename?.isUnread === true) {
    return undefined;
  }
  const [encoding] = valueOf('content-transfer-encoding');
  const how = encoding === undefined ? '' : text.slice(encoding.start, encoding.end).trim();
  const decoded = decodeBody(text.slice(block.bodyStart, end), how.toLowerCase());
  if (decoded === undefined) return undefined;
  if (filename === undefined) {
    const field = decodeText(decoded.bytes);
    return field === undefined ? undefined : { name: name.text, text: field.text };
  }
  const [type] = valueOf('content-type');
  return {
    field: name.text,
    filename: filename.text,
    contentType: type === undefined ? '' : text.slice(type.start, type.end).trim(),
    content: decoded.bytes,
  };
}

function malformed(message: string): FormBody {
  return { kind: 'malformed', problems: [{ field: '', message }] };
}

/** Fields by name; those that come more than once as a list. */
export function valuesOf(
  fields: readonly (readonly [string, string])[],
): Readonly<Record<string, string | string[]>> {
  const values = new Map<string, string | string[]>();
  for (const [name, text] of fields) {
    const before = values.get(name);
    if (before === undefined) values.set(name, text);
    else if (typeof before === 'string') values.set(name, [before, text]);
    else before.push(text);
  }
  return Object.fromEntries(values);
}
