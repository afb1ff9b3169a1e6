import { charsetOf, isReadAsUtf8 } from '../../parse/charset/charset-of.ts';
import { splitMultipart } from '../../parse/mime/boundary.ts';
import { enclosedReason } from '../../parse/mime/enclosed.ts';
import { MIME_LIMITS } from '../../parse/mime/limits.ts';
import { readHeaders, type HeaderField } from '../../parse/mime/read-headers.ts';
import { decodeBody } from '../../parse/mime/transfer-encoding.ts';
import { isUtf8Compatible } from '../../parse/media-type.ts';
import { bodyText } from '../fields.ts';
import type { Attachment } from '../outbound-message.ts';
import { attachedName, attachedType } from './attached.ts';
import { unflowed } from './flowed-text.ts';
import { MalformedMessageError } from './malformed-message-error.ts';
import { readPartHeader, type PartHeader } from './part-header.ts';

/** Multiparts inside each other. */
const MAX_DEPTH = 16;
/** Parts in all of them together. */
const MAX_PARTS = 200;
/** Header fields of all of them together. */
const MAX_FIELDS = 2000;
/** Forms of a message that this reader cannot take apart, or put together again so that they hold. */
const NOT_READ: Readonly<Record<string, string>> = {
  'multipart/signed': 'is signed: what leaves is composed anew, and the signature would not hold',
  'message/partial': 'is a part of a message: send it whole',
  'message/external-body': 'is somewhere else: send it with the message',
};

/** Where a part stands: whether it is one of several forms of the same, and which. */
interface Place {
  readonly depth: number;
  /** The outermost `multipart/alternative` above it, and its branch in it. */
  readonly alternative?: { readonly id: number; readonly branch: number };
}

/** What a message says below its header. */
export class MessageParts {
  text: string | undefined;
  html: string | undefined;
  readonly attachments: Attachment[] = [];
  /** What goes no further: what stands beside the parts, and what their headers say besides. */
  readonly metadata: Record<string, string> = {};

  readonly #source: string;
  #parts = 0;
  #fields = 0;
  /** To which part or alternative the bodies belong; branches of those that were taken. */
  #owner: number | undefined;
  #branches = new Set<number>();

  /** @param source characters of one byte each */
  constructor(source: string) {
    this.#source = source;
  }

  /** @throws MalformedMessageError */
  read(fields: readonly HeaderField[], start: number, end: number): void {
    const header = readPartHeader(this.#source, fields, 'text/plain', true);
    this.#readContent(header, start, end, { depth: 0 });
  }

  #readContent(header: PartHeader, start: number, end: number, place: Place): void {
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) {
      throw new MalformedMessageError('', `has more than ${String(MAX_PARTS)} parts`);
    }
    const number = this.#parts;
    for (const [name, value] of header.aside) this.#note(`parts.${String(number)}.${name}`, value);
    const refusal = Object.hasOwn(NOT_READ, header.type) ? NOT_READ[header.type] : undefined;
    if (refusal !== undefined) throw new MalformedMessageError('Content-Type', refusal);
    if (enclosedReason(header.type, header.contentType) !== undefined) {
      throw new MalformedMessageError(
        'Content-Type',
        'is encrypted or enclosed: nobody can read it here',
      );
    }
    if (header.type.startsWith('multipart/')) {
      this.#readMultipart(header, start, end, place, number);
      return;
    }
    const decoded = decodeBody(this.#source.slice(start, end), header.encoding);
    if (decoded === undefined) {
      throw new MalformedMessageError(
        'Content-Transfer-Encoding',
        'is not one that is read, or not what the content is in',
      );
    }
    if (!this.#takeBody(header, decoded.bytes, place, number)) {
      this.#attach(header, decoded.bytes, number);
    }
  }

  #readMultipart(
    header: PartHeader,
    start: number,
    end: number,
    place: Place,
    number: number,
  ): void {
    const boundary = header.parameters.get('boundary');
    if (boundary === undefined || !isBoundary(boundary)) {
      throw new MalformedMessageError('Content-Type', 'has no boundary of 1 to 70 characters');
    }
    if (!/^(?:|7bit|8bit|binary)$/.test(header.encoding)) {
      throw new MalformedMessageError('Content-Transfer-Encoding', 'is one that no multipart has');
    }
    if (place.depth >= MAX_DEPTH) throw new MalformedMessageError('', 'is nested too deeply');
    const text = this.#source.slice(start, end);
    const split = splitMultipart(text, boundary, MAX_PARTS);
    if (split === 'malformed') throw new MalformedMessageError('', 'is not a whole multipart');
    if (split === 'too_many_parts') {
      throw new MalformedMessageError('', `has more than ${String(MAX_PARTS)} parts`);
    }
    for (const name of ['preamble', 'epilogue'] as const) {
      const beside = text.slice(split[name].start, split[name].end).trim();
      if (beside !== '') this.#note(`parts.${String(number)}.${name}`, asText(beside));
    }
    const defaultType = header.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    const forms = header.type === 'multipart/alternative';
    for (const [branch, part] of split.parts.entries()) {
      const block = readHeaders(text, part.start, part.end);
      if (block === undefined) throw new MalformedMessageError('', 'has a part without a header');
      this.#fields += block.fields.length;
      if (this.#fields > MAX_FIELDS) {
        throw new MalformedMessageError('', `has more than ${String(MAX_FIELDS)} fields in parts`);
      }
      const own = readPartHeader(text, block.fields, defaultType, false);
      const alternative = place.alternative ?? (forms ? { id: number, branch } : undefined);
      this.#readContent(own, start + block.bodyStart, start + part.end, {
        depth: place.depth + 1,
        ...(alternative === undefined ? {} : { alternative }),
      });
    }
  }

  /**
   * The first text that stands there to be read is the body, and with it its other form, where both are branches of one
   * alternative. Every other text is a file: as a second form of the first, nobody would see it.
   */
  #takeBody(
    header: PartHeader,
    bytes: Uint8Array,
    { alternative }: Place,
    number: number,
  ): boolean {
    const { type, disposition, filename, parameters } = header;
    const form = type === 'text/plain' ? 'text' : type === 'text/html' ? 'html' : undefined;
    if (form === undefined || filename !== undefined || !/^(?:|inline)$/.test(disposition)) {
      return false;
    }
    const owner = alternative?.id ?? number;
    const branch = alternative?.branch ?? 0;
    if (this.#owner !== undefined && this.#owner !== owner) return false;
    if (this[form] !== undefined || this.#branches.has(branch)) return false;
    const text = readText(bytes, parameters.get('charset')?.toLowerCase()).replaceAll('\r\n', '\n');
    const isFlowed = form === 'text' && parameters.get('format')?.toLowerCase() === 'flowed';
    const body = isFlowed ? unflowed(text, parameters.get('delsp')?.toLowerCase() === 'yes') : text;
    this.#owner = owner;
    this.#branches.add(branch);
    this[form] = body;
    return true;
  }

  #attach(header: PartHeader, content: Uint8Array, number: number): void {
    const { contentId } = header;
    this.attachments.push({
      filename: header.filename ?? attachedName(header.type, number),
      contentType: attachedType(header),
      content,
      ...(contentId === undefined ? {} : { contentId }),
    });
  }

  #note(name: string, text: string): void {
    const key = Object.hasOwn(this.metadata, name)
      ? `${name}#${String(Object.keys(this.metadata).length)}`
      : name;
    this.metadata[key] = text;
  }
}

function isBoundary(boundary: string): boolean {
  return boundary.length <= MIME_LIMITS.maxBoundaryLength && /^[ -~]*[!-~]$/.test(boundary);
}

/** What stands beside the parts is in no character set. */
function asText(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  return isReadAsUtf8(bytes, undefined) ? bytes.toString('utf8') : latin1;
}

/** @throws MalformedMessageError for a character set that is not read, and bytes that are none of it */
function readText(bytes: Uint8Array, charset: string | undefined): string {
  const known = isUtf8Compatible(charset) ? undefined : charsetOf(charset ?? '');
  const isUtf8Text =
    known === undefined && isUtf8Compatible(charset) && isReadAsUtf8(bytes, charset);
  const text = isUtf8Text
    ? Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, '')
    : known?.decode(bytes);
  if (text === undefined || !bodyText.safeParse(text).success) {
    throw new MalformedMessageError(
      'Content-Type',
      'has a text that is not in a character set that is read',
    );
  }
  return text;
}
