import { addText } from '../add-text.ts';
import { addHtml } from '../html/add-html.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { boundedResult } from '../bounded-result.ts';

/** Pages, and mail in HTML. */
export const html: Format = {
  name: 'html',
  hasCharsets: true,
  accepts: (type) => type === 'text/html' || type === 'text/x-amp-html',
  parse: parseHtml,
};

function parseHtml(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  // ISO 2022 writes other letters with bytes of ASCII; a page may say of itself that it is written in it.
  if (decoded === undefined || decoded.text.includes('\u001b')) {
    return { kind: 'unreadable', reason: 'invalid_encoding' };
  }
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('html', received, text, mark, limits);
  const place = { builder, limits, source: builder.root, path: 'html', hint: undefined };
  return boundedResult(() => {
    addHtml({ ...place, embedding: 0, depth: 0 }, addText);
    return { kind: 'parsed', payload: builder.build() };
  });
}
