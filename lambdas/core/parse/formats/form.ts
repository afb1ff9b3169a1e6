import { addText } from '../add-text.ts';
import { addForm, isNoForm } from '../form/add-form.ts';
import { isJsonString, looksLikeJson } from '../looks-like-json.ts';
import { readDelimiters } from '../hl7v2/delimiters.ts';
import { looksLikeMail, looksLikeMultipart } from '../mime/looks-like-mail.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { boundedResult } from '../bounded-result.ts';
import { parseJson } from './json.ts';

/** `application/x-www-form-urlencoded`. */
export const form: Format = {
  name: 'form',
  accepts: (type) => type === 'application/x-www-form-urlencoded',
  parse: parseForm,
};

function parseForm(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('form', received, text, mark, limits);
  if (looksLikeJson(text) || isJsonString(text)) {
    const asJson = parseJson(received, limits);
    if (asJson.kind === 'parsed' || asJson.reason !== 'malformed') return asJson;
  }
  // What a standard begins with is no form.
  if (looksLikeMail(text) || looksLikeMultipart(text) || readDelimiters(text) !== undefined) {
    return { kind: 'unreadable', reason: 'unsupported_format' };
  }
  return boundedResult(() => {
    const source = builder.root;
    const place = { builder, limits, source, path: 'form:', hint: undefined };
    if (isNoForm(text, place)) return { kind: 'unreadable', reason: 'unsupported_format' };
    return addForm({ ...place, embedding: 0, depth: 0 }, addText)
      ? { kind: 'parsed', payload: builder.build() }
      : { kind: 'unreadable', reason: 'invalid_encoding' };
  });
}
