import { QuoteType, Tokenizer } from 'htmlparser2';
import { multiByteCharset } from '../charset/multi-byte.ts';
import { harmlessDoctype, hasEntity } from './doctype.ts';
import type { ParseLimits, UnreadableReason } from '../parsed.ts';
import { unicode } from '../../scan/unicode.ts';

/** A stretch of the text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What stands in an XML document, in order. */
export interface XmlEvents {
  /** @param start where the tag begins */
  open(name: string, attributes: readonly XmlAttribute[], start: number): void;
  /** @param end behind the tag */
  close(end: number): void;
  text(stretch: Stretch): void;
  cdata(stretch: Stretch): void;
  /** A comment or a processing instruction, without its marks. */
  aside(stretch: Stretch): void;
}

export interface XmlAttribute extends Stretch {
  readonly name: string;
}

/** Ends the walk at the first thing that XML does not allow. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super('the document is not read');
    this.reason = reason;
  }
}

/** The declaration (XML 1.0, production 23): it says how to read the document and nothing else. */
export const XML_DECLARATION =
  /^xml\s{1,20}version\s?=\s?["']1\.[0-9]["'](?:\s{1,20}encoding\s?=\s?["'][\w.:-]{1,40}["'])?(?:\s{1,20}standalone\s?=\s?["'](?:yes|no)["'])?\s{0,20}$/;

/** A reference to a character that has no end, or no such number (XML 1.0 section 4.1). */
const OPEN_REFERENCE = /&#(?!(?:\d{1,7}|x[0-9A-Fa-f]{1,6});)/;

/** Encodings in which ASCII reads as UTF-8. */
const ASCII_LIKE = /^(?:utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|latin-?\d)$/i;

/**
 * Walks well-formed XML 1.0 with positions, without a tree and without recursion. A DOCTYPE is refused where it
 * may declare something (`harmlessDoctype`): what its entities say would have to be expanded.
 *
 * @param isDecoded whether the text was read in the character set that it declares
 * @returns undefined when all of it was walked, or why not.
 */
export function readXml(
  text: string,
  limits: ParseLimits,
  depth: number,
  events: XmlEvents,
  isDecoded = false,
): UnreadableReason | undefined {
  try {
    walk(text, limits, depth, events, isDecoded);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
}

function walk(
  text: string,
  limits: ParseLimits,
  depth: number,
  events: XmlEvents,
  isDecoded: boolean,
): void {
  const refuse = (reason: UnreadableReason = 'malformed'): never => {
    throw new RefusedError(reason);
  };
  // Some readers take a number for a character though nothing ends it. In comments and CDATA nobody looks for one.
  const hasOpenReference = OPEN_REFERENCE.test(text);
  const checkReferences = (start: number, end: number): void => {
    if (hasOpenReference && OPEN_REFERENCE.test(text.slice(start, end))) refuse();
  };
  const open: string[] = [];
  let roots = 0;
  let doctype: string | undefined;
  let tag: string | undefined;
  let tagStart = 0;
  let attributes: XmlAttribute[] = [];
  let attribute: { name: string; start: number; end: number } | undefined;
  const begin = (): string => {
    const name = tag ?? refuse();
    if (open.length === 0 && roots > 0) refuse();
    if (new Set(attributes.map(({ name: own }) => own)).size !== attributes.length) refuse();
    // The name that a DOCTYPE tells is that of the root (XML 1.0 section 2.8), which others look at.
    if (roots === 0 && doctype !== undefined && doctype !== name) refuse();
    roots += 1;
    events.open(name, attributes, tagStart);
    tag = undefined;
    attributes = [];
    return name;
  };
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: false },
    {
      ontext(start, end) {
        checkReferences(start, end);
        if (open.length > 0) events.text({ start, end });
        else if (/[^\s\ufeff]/.test(text.slice(start, end))) refuse();
      },
      ontextentity: () => undefined,
      onopentagname(start, end) {
        tag = text.slice(start, end);
        tagStart = start - 1;
        if (!unicode('^[\\p{L}_:][\\p{L}\\p{N}_:.-]{0,200}$').test(tag)) refuse();
      },
      onopentagend() {
        open.push(begin());
        if (depth + open.length > limits.maxDepth) refuse('too_deep');
      },
      onselfclosingtag(end) {
        if (depth + open.length >= limits.maxDepth) refuse('too_deep');
        begin();
        events.close(end + 1);
      },
      onclosetag(start, end) {
        if (tag !== undefined || open.pop() !== text.slice(start, end).trimEnd()) refuse();
        events.close(text.indexOf('>', end) + 1);
      },
      onattribname(start, end) {
        attribute = { name: text.slice(start, end), start: end, end };
      },
      onattribdata(start, end) {
        checkReferences(start, end);
        if (attribute === undefined) refuse();
        else attribute = { ...attribute, start, end };
      },
      onattribentity: () => refuse(),
      onattribend(quote) {
        if (attribute === undefined || quote === QuoteType.NoValue || quote === QuoteType.Unquoted)
          refuse();
        else if (attribute.end > attribute.start) attributes.push(attribute);
        attribute = undefined;
      },
      oncomment(start, end, offset) {
        if (!text.startsWith('-->', end - offset)) refuse();
        events.aside({ start, end: end - offset });
      },
      oncdata(start, end, offset) {
        if (!text.startsWith(']]>', end - offset) || open.length === 0) refuse();
        events.cdata({ start, end: end - offset });
      },
      ondeclaration(start, end) {
        if (open.length > 0 || roots > 0 || doctype !== undefined) refuse();
        doctype = harmlessDoctype(text.slice(start, end)) ?? refuse('unsupported_format');
        if (hasEntity(text)) refuse('unsupported_format');
      },
      onprocessinginstruction(start, end) {
        const words = text.slice(start, end);
        if (!text.startsWith('?>', end)) refuse();
        const encoding = /^xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
          words,
        )?.[1];
        if (!isDecoded && encoding !== undefined && !isReadable(encoding, text))
          refuse('invalid_encoding');
        if (!XML_DECLARATION.test(words)) events.aside({ start, end });
      },
      onend() {
        if (open.length > 0 || roots === 0 || tag !== undefined) refuse();
      },
    },
  );
  tokenizer.write(text);
  tokenizer.end();
}

/** The bytes have been read as UTF-8; another encoding is told apart only where it says the same. */
function isReadable(encoding: string, text: string): boolean {
  if (/^utf-?8$/i.test(encoding)) return true;
  const isAsciiLike =
    ASCII_LIKE.test(encoding) || multiByteCharset(encoding.toLowerCase()) !== undefined;
  return isAsciiLike && !/[^\0-\x1a\x1c-\x7f]/.test(text);
}
