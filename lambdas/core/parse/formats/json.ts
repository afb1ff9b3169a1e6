import { addText } from '../add-text.ts';
import { boundedResult } from '../bounded-result.ts';
import { addJson } from '../json/add-json.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';

/** JSON, RFC 8259, and every `+json` type built on it (RFC 6839 section 3.1). */
export const json: Format = {
  name: 'json',
  accepts: (type) =>
    type === 'application/json' || type === 'text/json' || /^[a-z]+\/.+\+json$/.test(type),
  parse: parseJson,
};

export function parseJson(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const builder = new PayloadBuilder('json', received, decoded.text, decoded.mark, limits);
  return boundedResult(() => {
    const source = builder.root;
    const reason = addJson(
      { builder, source, limits, path: '', hint: undefined, embedding: 0, depth: 0 },
      addText,
    );
    return reason === undefined
      ? { kind: 'parsed', payload: builder.build() }
      : { kind: 'unreadable', reason };
  });
}
