import { BytePositions } from '../../parse/byte-positions.ts';
import { charsetOf, markedCharset } from '../../parse/charset/charset-of.ts';
import { decodeText } from '../../parse/decode-text.ts';
import { mediaTypeOfFormat, withCharset } from '../../parse/delivered-type.ts';
import { packedAs } from '../../parse/gzip/unpack.ts';
import { readJson } from '../../parse/json/read-json.ts';
import { readMediaType } from '../../parse/media-type.ts';
import { DEFAULT_PARSE_LIMITS } from '../../parse/parsed.ts';
import { isAllKept, readPaths } from './field-paths.ts';
import { KeptText } from './kept-text.ts';
import { selectCsv } from './select-csv.ts';
import { selectForm } from './select-form.ts';
import { selectHl7 } from './select-hl7.ts';
import { selectJson } from './select-json.ts';
import { selectParts } from './select-parts.ts';
import { selectXml } from './select-xml.ts';

/** What listed fields are taken from. */
export interface ListedFrom {
  readonly bytes: Uint8Array;
  /** Name of the `Format` that read it; absent: nothing could. */
  readonly format: string | undefined;
  /** The character set that it was read in; absent for UTF-8. */
  readonly charset?: string;
  /** The media type that it came with, for the boundary of its parts. */
  readonly contentType: string;
}

export type Selected =
  | {
      readonly kind: 'selected';
      readonly bytes: Uint8Array;
      readonly contentType: string;
      /** Whether any of a stretch of the payload's own text was kept; positions as `ParsedPayload.locate` has them. */
      holds(start: number, end: number): boolean;
    }
  /** The format knows no fields, or the payload was not read: none of it may be sent. */
  | { readonly kind: 'not_selectable' };

const NOT_SELECTABLE = { kind: 'not_selectable' } as const;

/** A text of a payload, and how a text of its kind is written as bytes. */
interface Text {
  readonly text: string;
  readonly encode: (text: string) => Uint8Array;
}

/** What is left of a payload of which these paths are listed (`fieldsRuleSchema`). */
export function selectListed(from: ListedFrom, paths: readonly string[]): Selected {
  // What is compressed has no fields where it stands.
  if (packedAs(from.bytes) !== undefined) return NOT_SELECTABLE;
  return from.format === 'form-data' ? selectFromParts(from, paths) : selectFromText(from, paths);
}

function selectFromText(from: ListedFrom, paths: readonly string[]): Selected {
  const { format, charset } = from;
  const decoded = readText(from);
  if (decoded === undefined || format === undefined) return NOT_SELECTABLE;
  const { text, encode } = decoded;
  const out = new KeptText(text);
  if (!writeListed(text, from, paths, out)) return NOT_SELECTABLE;
  const contentType = withCharset(mediaTypeOfFormat(format), charset);
  return isAllKept(readPaths(paths))
    ? whole(from.bytes, contentType)
    : selected(out, encode(out.text), contentType);
}

function writeListed(
  text: string,
  { format, charset }: ListedFrom,
  paths: readonly string[],
  out: KeptText,
): boolean {
  const listed = readPaths(paths);
  switch (format) {
    case 'json': {
      const reading = readJson(text, DEFAULT_PARSE_LIMITS);
      return reading.kind === 'read' && selectJson(reading.root, listed, out);
    }
    case 'form':
      selectForm(text, listed, out);
      return true;
    case 'xml':
      return selectXml(text, listed, out, charset !== undefined);
    case 'csv':
      return selectCsv(text, listed, out);
    case 'hl7v2':
      return selectHl7(text, paths, out);
    // A page, a text, a mail: prose, in which no field can be told from another.
    case undefined:
    default:
      return false;
  }
}

function selectFromParts({ bytes, contentType }: ListedFrom, paths: readonly string[]): Selected {
  const text = Buffer.from(bytes).toString('latin1');
  const positions = new BytePositions(bytes);
  const out = new KeptText(text, (at) => positions.inText(at));
  const listed = readPaths(paths);
  const boundary = selectParts(text, readMediaType(contentType).boundary, listed, out);
  if (boundary === undefined) return NOT_SELECTABLE;
  const type = `${mediaTypeOfFormat('form-data')}; boundary="${boundary}"`;
  return isAllKept(listed)
    ? whole(bytes, type)
    : selected(out, Uint8Array.from(Buffer.from(out.text, 'latin1')), type);
}

function selected(out: KeptText, bytes: Uint8Array, contentType: string): Selected {
  return { kind: 'selected', bytes, contentType, holds: (start, end) => out.holds(start, end) };
}

/** Everything is listed: byte for byte what came. */
function whole(bytes: Uint8Array, contentType: string): Selected {
  return { kind: 'selected', bytes, contentType, holds: () => true };
}

function readText({ bytes, charset }: ListedFrom): Text | undefined {
  if (charset === undefined) {
    const decoded = decodeText(bytes);
    return decoded && { text: decoded.text, encode: (text) => new TextEncoder().encode(text) };
  }
  // Its name alone does not say in which order the bytes of UTF-16 stand.
  const own = charset === 'utf-16' ? markedCharset(bytes) : charsetOf(charset);
  const text = own?.decode(bytes);
  if (own === undefined || text === undefined) return undefined;
  return text.startsWith('\uFEFF')
    ? { text: text.slice(1), encode: (cut) => own.encode(`\uFEFF${cut}`) }
    : { text, encode: (cut) => own.encode(cut) };
}
