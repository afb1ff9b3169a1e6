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

/**
 * How documents begin whose text stands in them compressed or encoded: PDF, PostScript, RTF, a ZIP (DOCX,
 * XLSX), an old Office file, and the common images. Whatever their sender calls them, they are no text.
 */
const DOCUMENT_MARKS = [
  '%PDF-',
  '%!PS',
  '{\\rtf',
  'PK\u0003\u0004',
  '\u00d0\u00cf\u0011\u00e0',
  'GIF8',
  '\u0089PNG',
  'II*\0',
  'MM\0*',
] as const;
/** A PDF may have something else in front of it (ISO 32000-1, annex H.3.4.1). */
const MARK_WITHIN = 1024;

function isDocument(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, MARK_WITHIN)).toString('latin1');
  const start = head.replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '');
  return head.includes('%PDF-') || DOCUMENT_MARKS.some((mark) => start.startsWith(mark));
}

function parseText(bytes: Uint8Array, limits: ParseLimits): ParseResult {
  if (isDocument(bytes)) return { kind: 'unreadable', reason: 'unsupported_format' };
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
