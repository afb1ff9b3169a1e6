import { viewOf } from '../../scan/normalize.ts';
import { addText } from '../add-text.ts';
import { isBase64 } from '../base64-runs.ts';
import { encodedRuns } from '../encoded-text.ts';
import { isQuery } from '../form/add-form.ts';
import { looksLikeHtml } from '../html/looks-like-html.ts';
import type { Format, ParseScope, ParseResult } from '../parsed.ts';
import { PayloadBuilder } from '../payload-builder.ts';
import type { Received } from '../received.ts';
import { shiftedBy } from '../slot.ts';
import { isStructuredText } from '../structured-text.ts';
import { parseByContent } from './by-content.ts';
import { boundedResult } from '../bounded-result.ts';

/**
 * Plain text: one segment, but for what is encoded in it. Some vendors send JSON under this type (Amazon SNS does), so a text that
 * is JSON or a message of a standard is read as one: its fields say more than its text alone would. A text of
 * another notation with named fields is unreadable.
 */
export const text: Format = {
  name: 'text',
  hasCharsets: true,
  accepts: (type) => type === 'text/plain' || type === 'text/markdown',
  parse: parseText,
};

/**
 * How documents begin whose text stands in them compressed or encoded: PDF, PostScript, RTF, a ZIP (DOCX,
 * XLSX), an old Office file, and the common images. Whatever their sender calls them, they are no text.
 */
const MARKS = ['%PDF-', '%!PS', '{\\rtf', 'PK\u0003\u0004', 'GIF8', 'II*\0', 'MM\0*'] as const;
/** Those that no text in UTF-8 begins with. */
const MARKS_OF_BYTES = ['\u00d0\u00cf\u0011\u00e0', '\u0089PNG'] as const;
/** A PDF may have something else in front of it (ISO 32000-1, annex H.3.4.1). */
const MARK_WITHIN = 1024;

function isDocument(received: Received): boolean {
  const text = received.decoded?.text.slice(0, MARK_WITHIN);
  // In so many bytes there are no more characters.
  if (text?.includes('%PDF-') === false) return beginsWith(MARKS, text.replace(/^[\t-\r ]+/, ''));
  const head = Buffer.from(received.bytes.subarray(0, MARK_WITHIN)).toString('latin1');
  const start = head.replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '');
  return head.includes('%PDF-') || beginsWith(MARKS, start) || beginsWith(MARKS_OF_BYTES, start);
}

function beginsWith(marks: readonly string[], start: string): boolean {
  return marks.some((mark) => start.startsWith(mark));
}

function parseText(received: Received, limits: ParseScope): ParseResult {
  const { decoded } = received;
  if (isDocument(received)) return { kind: 'unreadable', reason: 'unsupported_format' };
  if (decoded === undefined) return { kind: 'unreadable', reason: 'invalid_encoding' };
  const byContent = parseByContent(received, limits);
  if (byContent !== undefined) return byContent;
  const builder = new PayloadBuilder('text', received, decoded.text, decoded.mark, limits);
  const path = 'text';
  const slot = {
    source: builder.root,
    write: (changed: string) => ({ start: 0, end: decoded.text.length, text: changed }),
    locate: shiftedBy(0),
  };
  // As a whole: most of what such a text says stands in a form that nobody reads.
  const plain = viewOf({ path, text: decoded.text, role: 'value' }).text;
  // Markup, query strings and what is escaped as a whole have readers of their own.
  const isRead =
    looksLikeHtml(decoded.text) ||
    isQuery(decoded.text) ||
    /^\s*%[0-9A-Fa-f]{2}\S*\s*$/.test(decoded.text);
  if (!isRead && isStructuredText(plain, builder.names)) {
    return { kind: 'unreadable', reason: 'unsupported_format' };
  }
  // A text that is nothing but another one is a file by another name, whatever can be read of it.
  const [run] = isBase64(decoded.text) ? encodedRuns(decoded.text) : [];
  if (run?.start === 0 && run.end === decoded.text.length) {
    builder.addUnreadable({ path, reason: 'encoded_content' });
  }
  return boundedResult(() => {
    const plainText = isRead ? undefined : decoded.text;
    addText(
      { builder, limits, path, hint: undefined, slot, embedding: 0, depth: 0, plainText },
      decoded.text,
    );
    return { kind: 'parsed', payload: builder.build() };
  });
}
