import { QuoteType, Tokenizer } from 'htmlparser2';
import type { Segment, UnreadablePart } from '../scan/document.ts';
import { LabelCells } from './html-label-cells.ts';

/** Elements that end a run of text: words on either side of them do not touch. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section ' +
    'select table tbody td textarea tfoot th thead title tr ul'
  ).split(' '),
);
/** Elements whose text nobody reads as part of the page; it travels with the message all the same. */
const EMBEDDED = new Set(['script', 'style']);
/** Attributes that stand without a value in ordinary markup. */
const VALUELESS = new Set(
  (
    'allowfullscreen async autofocus autoplay checked compact controls default defer disabled hidden ' +
    'ismap itemscope loop multiple muted nohref noresize noshade novalidate nowrap open playsinline ' +
    'readonly required reversed selected'
  ).split(' '),
);
/** Attributes of ordinary markup. A word that is none of them may be a value that lost its quotes. */
const ATTRIBUTES = new Set(
  (
    'abbr accept accept-charset accesskey action align alink alt autocapitalize autocomplete axis ' +
    'background bgcolor border bordercolor bordercolordark bordercolorlight cellpadding cellspacing char ' +
    'charoff charset cite class classid clear code codebase color cols colspan content contenteditable ' +
    'coords crossorigin cx cy d data datetime decoding dir download draggable enctype face fetchpriority ' +
    'fill for form frame frameborder headers height high href hreflang hspace http-equiv id integrity is ' +
    'itemid itemprop itemref itemtype kind label lang language leftmargin link list loading longdesc low ' +
    'marginheight marginwidth max maxlength media method min minlength name nonce object optimum pattern ' +
    'placeholder points poster preload property r referrerpolicy rel rev role rows rowspan rules rx ry ' +
    'sandbox scheme scope scrolling shape size sizes slot span spellcheck src srcdoc srclang srcset start ' +
    'stroke stroke-width style summary tabindex target text title topmargin transform translate type ' +
    'usemap valign value version viewbox vlink vspace width wrap x x1 x2 xmlns y y1 y2'
  ).split(' '),
);
const ATTRIBUTE_FAMILY = /^(?:data-|aria-|on[a-z]|xmlns:|xml:|[ovwx]:)[a-z0-9:._-]{1,60}$/;
/** The document types that mail is written with; another one may say anything. */
const ORDINARY_DOCTYPE =
  /^doctype html(?:\s+(?:public|system))?(?:\s+"(?:-\/\/W3C\/\/DTD X?HTML [A-Za-z0-9. ]{1,40}\/\/EN|https?:\/\/www\.w3\.org\/[A-Za-z0-9/.-]{1,80}|about:legacy-compat)"){0,2}\s*$/i;
/** `<!--[if mso]>` and the like: what follows is markup to the mail program it is meant for. */
const CONDITION = /^\s*\[if[^\]]{0,200}\]>/i;

/** A resource that stands in the markup itself (RFC 2397). */
const DATA_URI = /(?:^|[\s("'=,])data:(?:[\w.+-]{1,80}\/[\w.+-]{1,80})?(?:;[\w.+="-]{1,80}){0,8},/i;
/** An escape of CSS (CSS Syntax 4.3.7). */
const CSS_ESCAPE = /\\([0-9a-f]{1,6})\s?/gi;

/** What stands between tokens when nothing was passed over. */
const PUNCTUATION = /^[\s<>/="'!?-]*$/;

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
 *
 * Works on tokens, without a tree: linear however deep the markup is nested.
 */
export function htmlContent(path: string, html: string): HtmlContent {
  const others: Segment[] = [];
  const unreadable: UnreadablePart[] = [];
  let pieces = 0;
  const text = readMarkup(path, html, false, (piece) => {
    pieces += 1;
    if (pieces <= MAX_PIECES) others.push(piece);
    if (unreadable.length === 0 && !piece.path.endsWith('/cell') && DATA_URI.test(piece.text)) {
      unreadable.push({ path, reason: 'encoded_content' });
    }
  });
  if (pieces > MAX_PIECES) unreadable.push({ path, reason: 'too_many_segments' });
  return {
    segments: [{ path, text, role: 'value' }, ...others],
    unreadable,
  };
}

/** @returns the text of the page; everything else goes to `add`. */
function readMarkup(
  path: string,
  html: string,
  inComment: boolean,
  add: (piece: Segment) => void,
): string {
  const cells = new LabelCells();
  let text = '';
  let tag = '';
  let attribute: { readonly name: string; value: string } | undefined;
  let attributes = 0;
  /** Text of the style or script that is open. */
  let embedded: string | undefined;
  /** Places where something stands that a browser does not look at. */
  let odd = 0;
  /** End of what has been read. */
  let seen = 0;

  const take = (start: number, end: number): string => {
    // The tokenizer says -1 for what follows a closing tag that never ends.
    const from = start < 0 ? seen : start;
    if (from > seen && !PUNCTUATION.test(html.slice(seen, from))) odd += 1;
    seen = end;
    return html.slice(from, end);
  };
  const say = (words: string): void => {
    if (embedded === undefined) text += words;
    else embedded += words;
  };
  const addCode = (at: string, code: string, hint?: string): void => {
    const hinted = hint === undefined ? {} : { hint };
    add({ path: at, text: code, role: 'value', ...hinted });
    const plain = code.replace(CSS_ESCAPE, (_, hex: string) => characterOf(parseInt(hex, 16)));
    if (plain !== code) add({ path: at, text: plain, role: 'value', ...hinted });
  };
  const closeEmbedded = (): void => {
    if (embedded !== undefined) addCode(`${path}/code`, embedded);
    embedded = undefined;
  };
  const endTag = (end: number): void => {
    seen = end + 1;
    if (EMBEDDED.has(tag)) embedded = '';
  };
  const aside = (words: string): void => {
    add({ path: `${path}/comment`, text: words, role: 'value' });
  };

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => say(take(start, end)),
      ontextentity(codePoint, end) {
        take(html.lastIndexOf('&', end - 1), end);
        say(String.fromCodePoint(codePoint));
      },
      onopentagname(start, end) {
        closeEmbedded();
        tag = take(start, end).toLowerCase();
        if (BLOCKS.has(tag)) text += '\n';
        cells.tag(tag, true, text.length);
      },
      onopentagend: endTag,
      onselfclosingtag: endTag,
      onclosetag(start, end) {
        closeEmbedded();
        const closed = take(start, end).toLowerCase();
        if (BLOCKS.has(closed)) text += '\n';
        cells.tag(closed, false, text.length);
      },
      onattribname(start, end) {
        attribute = { name: take(start, end).toLowerCase(), value: '' };
      },
      onattribdata(start, end) {
        const words = take(start, end);
        if (attribute !== undefined) attribute.value += words;
      },
      onattribentity(codePoint) {
        if (attribute !== undefined) attribute.value += String.fromCodePoint(codePoint);
        // Where it ends is not told; what follows is taken without a look at the gap.
        seen = Number.MAX_SAFE_INTEGER;
      },
      onattribend(quote, end) {
        seen = end;
        const { name, value } = attribute ?? { name: '', value: '' };
        attribute = undefined;
        const hasValue = quote !== QuoteType.NoValue;
        const usual = VALUELESS.has(name) || (hasValue && ATTRIBUTES.has(name));
        if (!usual && !ATTRIBUTE_FAMILY.test(name)) odd += 1;
        if (value === '') return;
        addCode(`${path}/@${String(attributes)}`, value, name);
        attributes += 1;
      },
      oncomment(start, end, offset) {
        const words = take(start, end - offset).replace(CONDITION, '');
        seen = end;
        // What is commented out is mostly markup. It is looked into once: a comment holds no comment.
        if (inComment || !/[<&]/.test(words)) aside(words);
        else aside(readMarkup(`${path}/comment`, words, true, add));
      },
      oncdata(start, end, offset) {
        seen = start;
        aside(take(start, end - offset));
      },
      ondeclaration(start, end) {
        const words = take(start, end);
        if (!ORDINARY_DOCTYPE.test(words)) aside(words);
      },
      onprocessinginstruction: (start, end) => aside(take(start, end)),
      onend: closeEmbedded,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  take(html.length, html.length);
  cells.pairs(path, text, add);
  if (odd > 0 || attribute !== undefined)
    add({ path: `${path}/source`, text: html, role: 'value' });
  return text;
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
