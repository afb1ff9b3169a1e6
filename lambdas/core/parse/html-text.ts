import { Parser } from 'htmlparser2';
import type { Segment, UnreadablePart } from '../scan/document.ts';

/** Elements that end a run of text: words on either side of them do not touch. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section ' +
    'select table tbody td tfoot th thead title tr ul'
  ).split(' '),
);
/** Bounds what hostile markup can make of itself; what lies beyond counts as unread. */
const MAX_PIECES = 20_000;

export interface HtmlContent {
  readonly segments: readonly Segment[];
  readonly unreadable: readonly UnreadablePart[];
}

/**
 * What an HTML document says, to a person or to a program: its text with entities decoded and inline
 * tags removed (so that a value split across tags is whole again), then each attribute and comment.
 * Style and script are text too: they travel with the message.
 */
export function htmlContent(path: string, html: string): HtmlContent {
  let text = '';
  let overflow = false;
  const others: Segment[] = [];
  const add = (piece: Segment): void => {
    if (others.length < MAX_PIECES) others.push(piece);
    else overflow = true;
  };
  const parser = new Parser(
    {
      ontext(data) {
        text += data;
      },
      onopentag(name, attributes) {
        if (BLOCKS.has(name)) text += '\n';
        for (const [attribute, value] of Object.entries(attributes)) {
          const at = `${path}/@${String(others.length)}`;
          if (value !== '') add({ path: at, text: value, role: 'value', hint: attribute });
        }
      },
      onclosetag(name) {
        if (BLOCKS.has(name)) text += '\n';
      },
      oncomment(data) {
        add({ path: `${path}/comment`, text: data, role: 'value' });
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return {
    segments: [{ path, text, role: 'value' }, ...others],
    unreadable: overflow ? [{ path, reason: 'too_many_segments' }] : [],
  };
}
