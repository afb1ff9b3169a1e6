import { addText } from '../add-text.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { addXml } from '../xml/add-xml.ts';
import { boundedResult } from '../bounded-result.ts';

/** XML 1.0 and every `+xml` type built on it (RFC 7303), C-CDA and FHIR among them. */
export const xml: Format = {
  name: 'xml',
  hasCharsets: true,
  accepts: (type) =>
    type === 'application/xml' ||
    type === 'text/xml' ||
    (/^[a-z]+\/.+\+xml$/.test(type) && type !== 'application/xhtml+xml'),
  parse: parseXml,
};

export function parseXml(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const { text, mark } = decoded;
  const builder = new PayloadBuilder('xml', received, text, mark, limits);
  return boundedResult(() => {
    const place = { builder, limits, source: builder.root, path: '', embedding: 0, depth: 0 };
    const reason = addXml({ ...place, hint: undefined, isDecoded: limits.isDecoded }, addText);
    return reason === undefined
      ? { kind: 'parsed', payload: builder.build() }
      : { kind: 'unreadable', reason };
  });
}
