import { QuoteType, Tokenizer } from 'htmlparser2';
import { TextMapper, type MappedText } from '../mapped-text.ts';
import { BLOCKS, EMBEDDED, HTML_TAGS } from './elements.ts';
import { LabelCells, type LabeledCell } from './label-cells.ts';
import { TagAttributes, type Attribute } from './tag-attributes.ts';

/** Something of a page besides its text. `raw`: entities in it are not decoded, so none may be written. */
export type HtmlPiece =
  | (Attribute & { readonly kind: 'attribute' })
  | {
      readonly kind: 'code' | 'comment' | 'stray';
      readonly text: MappedText;
      readonly raw: boolean;
    };

/** A document of HTML as its readers see it, every text with the way back to the source. */
export interface HtmlReading {
  /** What is shown, line by line; inline tags are gone. */
  readonly page: MappedText;
  /** In the order of the source. */
  readonly pieces: readonly HtmlPiece[];
  /** Values in tables and forms that a label says something of, as stretches of the page. */
  readonly cells: readonly LabeledCell[];
  /** Something stands in the source that a browser passes over. */
  readonly isOdd: boolean;
}

/** The document types that mail is written with; another one may say anything. */
const ORDINARY_DOCTYPE =
  /^doctype html(?:\s+(?:public|system))?(?:\s+"(?:-\/\/W3C\/\/DTD X?HTML [A-Za-z0-9. ]{1,40}\/\/EN|https?:\/\/www\.w3\.org\/[A-Za-z0-9/.-]{1,80}|about:legacy-compat)"){0,2}\s*$/i;
/** `<!--[if mso]>` and the like: what follows is markup to the mail program it is meant for. */
const CONDITION = /^\s*\[if[^\]]{0,200}\]>/i;
/** What stands between tokens when nothing was passed over. */
const PUNCTUATION = /^[\s<>/="'!?-]*$/;
/** White space that is shown as one space (CSS Text 4.1.1). */
const SPACES = /[ \t]*[\r\n][ \t\r\n]*|[ \t]{2,}/g;
/** Elements whose white space is shown as it is. */
const PREFORMATTED = new Set(['pre', 'textarea']);

/**
 * Reads HTML by its tokens, without a tree: linear however deep the markup is nested. Where a browser passes
 * over something (words in a closing tag, a tag that never ends), that is a piece of its own.
 */
export function readHtml(html: string): HtmlReading {
  return readMarkup(html, 0, html.length, false);
}

/** @param isInComment what is commented out is mostly markup; it is looked into once: a comment holds no comment. */
function readMarkup(source: string, base: number, stop: number, isInComment: boolean): HtmlReading {
  const html = base === 0 && stop === source.length ? source : source.slice(base, stop);
  const page = new TextMapper();
  const cells = new LabelCells();
  const pieces: HtmlPiece[] = [];
  const attributes = new TagAttributes(html, base);
  /** Text of the style or script that is open. */
  let embedded: TextMapper | undefined;
  let tag = '';
  let preformatted = 0;
  let isOdd = false;
  /** End of what has been read, in `html`. */
  let seen = 0;
  /** End of the last closing tag, where another one may begin at once. */
  let closedAt = -1;
  let isJoint = false;
  let entityEnd = -1;

  const stray = (start: number, end: number): void => {
    isOdd = true;
    pieces.push({ kind: 'stray', raw: true, text: verbatim(start, end) });
  };
  const verbatim = (start: number, end: number): MappedText => {
    const text = new TextMapper();
    text.add(html.slice(start, end), base + start, base + end);
    return text.done();
  };
  /** `<zoe@x.example>` is no element of any page. */
  const noteTag = (name: string, start: number, end: number): void => {
    if (HTML_TAGS.has(name) || name.includes(':')) return;
    pieces.push({ kind: 'stray', raw: true, text: verbatim(start, end) });
  };
  /** Takes note of a token; the start of one that has none (-1) is where the last one ended. */
  const take = (start: number, end: number): number => {
    const from = start < 0 ? seen : start;
    if (from > seen && !PUNCTUATION.test(html.slice(seen, from))) stray(seen, from);
    seen = end;
    return from;
  };
  const say = (text: string, start: number, end: number): void => {
    const target = embedded ?? page;
    // `<span>Member ID</span><span>X1</span>`: drawn apart far more often than as one word.
    if (isJoint && embedded === undefined && isApart(page.last, text)) {
      page.add(' ', base + start, base + start);
    }
    isJoint = false;
    target.add(text, base + start, base + end);
  };
  const sayText = (start: number, end: number): void => {
    if (embedded !== undefined || preformatted > 0) {
      say(html.slice(start, end), start, end);
      return;
    }
    let from = start;
    const words = html.slice(start, end);
    for (const { 0: space, index } of words.matchAll(SPACES)) {
      const at = start + index;
      if (at > from) say(html.slice(from, at), from, at);
      from = at + space.length;
      if (page.last !== '\n' && page.last !== '') say(' ', at, from);
    }
    if (from < end) say(html.slice(from, end), from, end);
  };
  const breakLine = (at: number): void => {
    page.add('\n', base + at, base + at);
  };
  const closeEmbedded = (): void => {
    if (embedded !== undefined) pieces.push({ kind: 'code', raw: true, text: embedded.done() });
    embedded = undefined;
  };
  const endAttributes = (): void => {
    const { list, hint, isOdd: odd } = attributes.end(tag);
    isOdd ||= odd;
    for (const attribute of list) pieces.push({ kind: 'attribute', ...attribute });
    if (hint !== undefined) cells.field(tag, hint, page.length);
  };
  const endTag = (end: number): void => {
    seen = end + 1;
    endAttributes();
    if (EMBEDDED.has(tag)) embedded = new TextMapper();
    if (PREFORMATTED.has(tag)) preformatted += 1;
  };

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => {
        sayText(take(start, end), end);
      },
      ontextentity(codePoint, end) {
        const start = html.lastIndexOf('&', end - 1);
        take(start, end);
        // An entity may stand for two characters: the second has nothing left of the source.
        say(String.fromCodePoint(codePoint), entityEnd === end ? end : start, end);
        entityEnd = end;
      },
      onopentagname(start, end) {
        closeEmbedded();
        take(start, end);
        tag = html.slice(start, end).toLowerCase();
        noteTag(tag, start, end);
        const isBlock = BLOCKS.has(tag);
        if (isBlock) breakLine(start - 1);
        isJoint = !isBlock && closedAt === start - 1;
        cells.tag(tag, true, page.length);
      },
      onopentagend: endTag,
      onselfclosingtag: endTag,
      onclosetag(start, end) {
        closeEmbedded();
        take(start, end);
        const closed = html.slice(start, end).toLowerCase();
        noteTag(closed, start, end);
        cells.closes(closed, page.length);
        if (BLOCKS.has(closed)) breakLine(start - 2);
        if (PREFORMATTED.has(closed)) preformatted = Math.max(0, preformatted - 1);
        cells.tag(closed, false, page.length);
        closedAt = html.charAt(end) === '>' ? end + 1 : -1;
      },
      onattribname(start, end) {
        take(start, end);
        attributes.name(start, end);
      },
      onattribdata(start, end) {
        take(start, end);
        attributes.data(start, end);
      },
      onattribentity(codePoint) {
        attributes.entity(codePoint, seen);
        // Where it ends is not told; what follows is taken without a look at the gap.
        seen = Number.MAX_SAFE_INTEGER;
      },
      onattribend(quote, end) {
        seen = end;
        attributes.close(end, quote === QuoteType.NoValue || quote === QuoteType.Unquoted);
      },
      oncomment(start, end, offset) {
        const to = end - offset;
        const from = take(start, to);
        seen = end;
        const words = html.slice(from, to);
        const condition = CONDITION.exec(words)?.[0].length ?? 0;
        if (isInComment || !/[<&]/.test(words)) {
          const text = verbatim(from + condition, to);
          pieces.push({ kind: 'comment', raw: true, text });
          return;
        }
        const inner = readMarkup(source, base + from + condition, base + to, true);
        pieces.push(...inner.pieces, { kind: 'comment', raw: false, text: inner.page });
      },
      oncdata(start, end, offset) {
        const opening = start - '<![CDATA['.length;
        take(opening, opening);
        seen = end;
        pieces.push({ kind: 'comment', raw: true, text: verbatim(start, end - offset) });
      },
      ondeclaration(start, end) {
        const from = take(start, end);
        if (!ORDINARY_DOCTYPE.test(html.slice(from, end))) {
          pieces.push({ kind: 'comment', raw: true, text: verbatim(from, end) });
        }
      },
      onprocessinginstruction(start, end) {
        pieces.push({ kind: 'comment', raw: true, text: verbatim(take(start, end), end) });
      },
      onend: closeEmbedded,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  seen = attributes.abandon() ?? seen;
  endAttributes();
  take(html.length, html.length);
  const read = page.done();
  return { page: read, pieces, cells: cells.pairs(read.text), isOdd };
}

/** Whether what one element ends with and the next begins with are hardly one word. */
function isApart(last: string, next: string): boolean {
  return /[a-z:.)]/.test(last)
    ? /^[A-Z0-9]/.test(next)
    : /[A-Z]/.test(last) && /^[A-Z]{0,5}\d/.test(next);
}
