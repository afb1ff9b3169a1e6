import type { Segment, UnreadablePart } from '../scan/document.ts';
import { readHtml } from './html/read-html.ts';

/** A resource that stands in the markup itself (RFC 2397). */
const DATA_URI = /(?:^|[\s("'=,])data:(?:[\w.+-]{1,80}\/[\w.+-]{1,80})?(?:;[\w.+="-]{1,80}){0,8},/i;
/** An escape of CSS (CSS Syntax 4.3.7). */
const CSS_ESCAPE = /\\([0-9a-f]{1,6})\s?/gi;

/** Bounds what hostile markup can make of itself; what lies beyond counts as unread. */
const MAX_PIECES = 20_000;

export interface HtmlContent {
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
}

/**
 * What an HTML document says, to a person or to a program: its text with entities decoded and inline
 * tags removed (so that a value split across tags is whole again), then each attribute and comment.
 * Style and script are text too: they travel with the message. Cells beside a label are said once more,
 * with the label as their hint. What a data URI holds is not looked into, so it counts as unread. Where a browser passes over something
 * (an unclosed tag, an attribute value that lost its quotes), the source itself is read as well.
 */
export function htmlContent(path: string, html: string): HtmlContent {
  const { page, pieces, cells, isOdd } = readHtml(html);
  const segments: Segment[] = [{ path, text: page.text, role: 'value' }];
  const unreadable: UnreadablePart[] = [];
  const add = (at: string, text: string, hint?: string): void => {
    if (text === '' || segments.length > MAX_PIECES) return;
    segments.push({ path: at, text, role: 'value', ...(hint !== undefined && { hint }) });
    const plain = text.replace(CSS_ESCAPE, (_, hex: string) => characterOf(parseInt(hex, 16)));
    if (plain !== text) add(at, plain, hint);
  };
  for (const [index, piece] of pieces.entries()) {
    const { text } = piece.text;
    if (unreadable.length === 0 && DATA_URI.test(text)) {
      unreadable.push({ path, reason: 'encoded_content' });
    }
    if (piece.kind === 'attribute') add(`${path}/@${String(index)}`, text, piece.hint);
    else add(`${path}/${piece.kind}`, text);
  }
  for (const { start, end, hint } of cells) {
    add(`${path}/cell`, page.text.slice(start, end).replace(/\s+/g, ' '), hint);
  }
  if (isOdd) add(`${path}/source`, html);
  if (segments.length > MAX_PIECES) unreadable.push({ path, reason: 'too_many_segments' });
  return { segments, unreadable };
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
