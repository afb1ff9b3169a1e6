import { decodeText } from '../decode-text.ts';
import { looksLikeJson } from '../json/add-json.ts';
import type { Format, ParseLimits, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import { parseJson } from './json.ts';

/**
 * Plain text: one segment. Some vendors send JSON under this type (Amazon SNS does), so a text that
 * is a JSON object or array is read as one; its field names say more than its text alone would.
 */
export const text: Format = {
  name: 'text',
  accepts: (type) => type === 'text/plain',
  parse: parseText,
};

function parseText(bytes: Uint8Array, limits: ParseLimits): ParseResult {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  if (looksLikeJson(decoded.text)) {
    const asJson = parseJson(bytes, limits);
    // Malformed JSON is still readable text; JSON that crosses a bound stays unreadable.
    if (asJson.kind === 'parsed' || asJson.reason !== 'malformed') return asJson;
  }
  const builder = new PayloadBuilder('text', bytes, decoded.text, decoded.mark, limits.maxSegments);
  builder.addSegment(
    { path: 'text', text: decoded.text, role: 'value' },
    {
      source: builder.root,
      write: (changed) => ({ start: 0, end: decoded.text.length, text: changed }),
    },
  );
  return { kind: 'parsed', payload: builder.build() };
}
