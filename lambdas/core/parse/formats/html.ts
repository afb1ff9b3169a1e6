import { addText } from '../add-text.ts';
import { decodeText } from '../decode-text.ts';
import { addHtml } from '../html/add-html.ts';
import type { Format, ParseLimits, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import { boundedResult } from './json.ts';

/** Pages, and mail in HTML. */
export const html: Format = {
  name: 'html',
  accepts: (type) => type === 'text/html',
  parse: parseHtml,
};

function parseHtml(bytes: Uint8Array, limits: ParseLimits): ParseResult {
  const decoded = decodeText(bytes);
  // ISO 2022 writes other letters with bytes of ASCII; a page may say of itself that it is written in it.
  if (decoded === undefined || decoded.text.includes('\u001b')) {
    return { kind: 'unreadable', reason: 'invalid_encoding' };
  }
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('html', bytes, text, mark, limits.maxSegments);
  const place = { builder, limits, source: builder.root, path: 'html', hint: undefined };
  return boundedResult(() => {
    addHtml({ ...place, embedding: 0, depth: 0 }, addText);
    return { kind: 'parsed', payload: builder.build() };
  });
}
