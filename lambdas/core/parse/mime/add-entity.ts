import { isUtf8 } from 'node:buffer';
import { addText } from '../add-text.ts';
import { charsetOf, isReadAsUtf8 } from '../charset/charset-of.ts';
import { isUtf8Compatible, readMediaType } from '../media-type.ts';
import type { ParseScope } from '../parsed.ts';
import { pathName } from '../path.ts';
import type { PayloadBuilder } from '../payload-builder.ts';
import { shiftedBy, type Slot } from '../slot.ts';
import { splice, type Edit } from '../splice.ts';
import { filePayload } from '../with-files.ts';
import { addFields, type PartHeader } from './add-fields.ts';
import { enclosedReason } from './enclosed.ts';
import { typeOfFile } from './known-types.ts';
import { MalformedMimeError } from './malformed-mime-error.ts';
import { readHeaders, type HeaderField } from './read-headers.ts';
import { decodeBody, type DecodedBody } from './transfer-encoding.ts';

/** A message or a part of one: header, empty line, body (RFC 5322, RFC 2045, RFC 7578). */
export interface Entity {
  readonly start: number;
  readonly end: number;
  /** Of its segments; ends with a slash where it is not empty. */
  readonly path: string;
  /** A part of a form: a field with a name, or a file. */
  readonly isForm: boolean;
  /** What it is where it does not say (RFC 2046 section 5.1.5). */
  readonly defaultType: string;
  /** The character set of a form's field by its name, where the form has a list of them. */
  readonly charsetOfField?: (name: string) => string | undefined;
}

/**
 * Adds what an entity says, its header first. What of it cannot be read is an unreadable part.
 *
 * @throws MalformedMimeError, TooManySegmentsError, EmbeddedTooDeepError
 */
export function addEntity(builder: PayloadBuilder, scope: ParseScope, entity: Entity): void {
  const { start, end, isForm } = entity;
  const { text } = builder.root;
  const block = readHeaders(text, start, end);
  if (block === undefined) throw new MalformedMimeError('the header is malformed');
  const header = addFields(builder, scope, block.fields, entity.path);
  const path =
    isForm && header.name !== undefined
      ? `${entity.path}form:${pathName(header.name, 0)}`
      : entity.path === ''
        ? 'body'
        : entity.path.slice(0, -1);
  const enclosed = enclosedReason(header.type, header.contentType);
  if (enclosed !== undefined) {
    builder.addUnreadable({ path, reason: enclosed });
    return;
  }
  const body = { start: block.bodyStart, end };
  const decoded = decodeBody(text.slice(body.start, body.end), header.encoding);
  if (decoded === undefined) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
    return;
  }
  const place = { ...body, path, header, decoded, entity };
  if (isField(place) && addField(builder, scope, place)) return;
  if (decoded.bytes.length > 0) addContent(builder, scope, place);
}

interface BodyPlace {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly header: PartHeader;
  readonly decoded: DecodedBody;
  readonly entity: Entity;
}

function isField({ entity, header }: BodyPlace): boolean {
  const isText = header.type === '' || header.type === 'text/plain';
  return entity.isForm && header.filename === undefined && header.name !== undefined && isText;
}

/** A field of a form is read as one of a form without files is: its name says what its value is. */
function addField(builder: PayloadBuilder, scope: ParseScope, place: BodyPlace): boolean {
  const { header, decoded, path, entity } = place;
  const { bytes } = decoded;
  const named =
    readMediaType(header.contentType).charset ?? entity.charsetOfField?.(header.name ?? '');
  const isUtf8Text = named === undefined || isReadAsUtf8(bytes, named);
  const charset = isUtf8Text ? undefined : charsetOf(named);
  const text = charset === undefined ? utf8Text(bytes, named) : charset.decode(bytes);
  if (text === undefined || text.includes('\0')) return false;
  const source = builder.root;
  const write = (changed: string): Edit => ({
    start: place.start,
    end: place.end,
    text: decoded.encode(charset?.encode(changed) ?? Buffer.from(changed)),
  });
  const isVerbatim = decoded.isPlain && !/[^\0-\x7f]/.test(text);
  const slot: Slot = {
    source,
    write,
    ...(isVerbatim && { locate: shiftedBy(place.start) }),
    ...(header.length !== undefined && {
      edits: (changes) => {
        const edit = write(splice(text, changes));
        return [edit, ...lengthEdits(header.length, edit.text)];
      },
    }),
  };
  addText({ builder, limits: scope, path, hint: header.name, slot, embedding: 0, depth: 0 }, text);
  return true;
}

function utf8Text(bytes: Uint8Array, named: string | undefined): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  if (named !== undefined && !isUtf8Compatible(named) && charsetOf(named) === undefined) {
    return undefined;
  }
  return Buffer.from(bytes).toString('utf8');
}

/** Anything else is a payload of its own. */
function addContent(builder: PayloadBuilder, scope: ParseScope, place: BodyPlace): void {
  const { path, decoded, header, entity } = place;
  const contentType =
    header.contentType === '' && header.filename === undefined
      ? entity.defaultType
      : header.contentType;
  const type = /^(?:application\/(?:octet-stream|x-\w+|force-download))?$/.test(
    readMediaType(contentType).type,
  )
    ? typeOfFile(header.filename ?? '')
    : contentType;
  const result = scope.readInner(decoded.bytes, type);
  const payload = result.kind === 'parsed' ? result.payload : filePayload(decoded.bytes);
  if (payload === undefined) {
    const reason = result.kind === 'unreadable' ? result.reason : 'malformed';
    builder.addUnreadable({ path, reason });
    return;
  }
  builder.addPart(path, {
    payload,
    source: builder.root,
    start: place.start,
    end: place.end,
    isVerbatim: decoded.isPlain && !decoded.bytes.some((byte) => byte >= 0x80),
    write: (changed) => {
      const text = decoded.encode(changed);
      return [{ start: place.start, end: place.end, text }, ...lengthEdits(header.length, text)];
    },
  });
}

/** A part that says how long it is goes on saying so. */
function lengthEdits(field: HeaderField | undefined, text: string): readonly Edit[] {
  return field === undefined
    ? []
    : [{ start: field.start, end: field.end, text: ` ${String(text.length)}` }];
}
