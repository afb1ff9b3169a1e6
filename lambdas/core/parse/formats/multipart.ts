import { addText } from '../add-text.ts';
import { boundedResult } from '../bounded-result.ts';
import { CONTAINER_LIMITS } from '../container-limits.ts';
import { addEntity } from '../mime/add-entity.ts';
import { boundaryIn, splitMultipart, type MultipartBody } from '../mime/boundary.ts';
import { formCharsets } from '../mime/form-charsets.ts';
import { asBoundary, isMadeBoundary } from '../mime/made-boundary.ts';
import type { Format, ParseResult, ParseScope } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import type { Slot } from '../slot.ts';
import { splice } from '../splice.ts';

const TYPE = /^multipart\/[a-z0-9.+-]{1,60}$/;
const FORM_TYPE = 'multipart/form-data';

/** Parts of any types, between lines of a boundary (RFC 2046 section 5.1): forms with files (RFC 7578), mails with them. */
export const multipart: Format = {
  name: 'multipart',
  accepts: (type) => TYPE.test(type),
  parse: parseMultipart,
};

export function parseMultipart(received: Received, scope: ParseScope): ParseResult {
  const text = Buffer.from(received.bytes).toString('latin1');
  const boundary = scope.mediaType.boundary ?? boundaryIn(text);
  // What is sent as this and has no boundary is something else.
  if (boundary === undefined || !text.includes(`--${boundary}`)) {
    return { kind: 'unreadable', reason: 'unsupported_format' };
  }
  const body = splitMultipart(text, boundary, CONTAINER_LIMITS.maxParts);
  if (typeof body === 'string') return { kind: 'unreadable', reason: body };
  // Sent as something else it is a form, if its first part is a field of one.
  const isForm = TYPE.test(scope.mediaType.type)
    ? scope.mediaType.type === FORM_TYPE
    : /^content-disposition:[ \t]*form-data/im.test(text.slice(0, text.indexOf('\n\r\n') + 1));
  const format = isForm ? 'form-data' : 'multipart';
  const builder = new PayloadBuilder(format, received, text, '', scope, 'latin1');
  return boundedResult(() => {
    addAround(builder, scope, body, boundary);
    const charsets = isForm ? formCharsets(text, body.parts) : undefined;
    const defaultType =
      scope.mediaType.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    for (const [index, { start, end }] of body.parts.entries()) {
      if (!scope.countPart()) return { kind: 'unreadable', reason: 'too_many_parts' };
      const path = isForm ? '' : `part/${String(index)}/`;
      const entity = { start, end, path, isForm, defaultType };
      addEntity(
        builder,
        scope,
        charsets === undefined
          ? entity
          : { ...entity, charsetOfField: (name) => charsets.get(name) },
      );
    }
    return { kind: 'parsed', payload: builder.build() };
  });
}

/** The boundary, unless a program made it, and what stands before and after all parts: nobody shows it, but it arrives. */
function addAround(
  builder: PayloadBuilder,
  limits: ParseScope,
  { delimiters, preamble, epilogue }: MultipartBody,
  boundary: string,
): void {
  const { root } = builder;
  const place = { builder, limits, hint: undefined, embedding: 0, depth: 0 };
  const [first] = delimiters;
  if (first !== undefined && !isMadeBoundary(boundary)) {
    const slot: Slot = {
      source: root,
      write: (changed) => ({ ...first, text: asBoundary(changed) }),
      locate: (from, to) => [first.start + from, first.start + to],
      edits: (changes) => {
        const text = asBoundary(splice(boundary, changes));
        return delimiters.map((delimiter) => ({ ...delimiter, text }));
      },
    };
    addText({ ...place, path: 'boundary', slot }, boundary);
  }
  for (const [path, { start, end }] of Object.entries({ preamble, epilogue })) {
    const raw = root.text.slice(start, end);
    if (raw.trim() === '') continue;
    if (/[^\0-\x7f]/.test(raw)) builder.addUnreadable({ path, reason: 'invalid_encoding' });
    const slot: Slot = {
      source: root,
      write: (changed) => ({ start, end, text: Buffer.from(changed).toString('latin1') }),
      locate: (from, to) => [start + from, start + to],
    };
    addText({ ...place, path, slot }, raw);
  }
}
