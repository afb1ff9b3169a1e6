import { TemplateError } from './template-error.ts';

/** Levels of blocks in each other; each `else if` is one. */
export const MAX_DEPTH = 32;
/** Tags of one part. */
const MAX_TAGS = 5000;
/** Brackets in each other, in a tag. */
const MAX_BRACKETS = 8;
/** Characters of one tag; a comment may have more. */
const MAX_TAG_LENGTH = 2000;

/**
 * Refuses what would be much work for the parser before it sees it: the time that it takes grows with the cube of what
 * is nested. Reads strings, comments and escaped tags as the parser does, so that nothing hides behind them.
 *
 * @throws TemplateError
 */
export function checkShape(source: string): void {
  let tags = 0;
  /** What each open block adds to the depth: itself, and each `else if` in it. */
  const open: number[] = [];
  let depth = 0;
  for (let at = source.indexOf('{{'); at >= 0; at = source.indexOf('{{', at)) {
    tags += 1;
    if (tags > MAX_TAGS) throw new TemplateError(`has more than ${String(MAX_TAGS)} tags`);
    const start = at + (source[at + 2] === '{' ? 3 : 2);
    if (isEscaped(source, at)) {
      at = start;
      continue;
    }
    if (source.startsWith('{{{{', at)) throw new TemplateError('has a raw block ({{{{)');
    const from = source[start] === '~' ? start + 1 : start;
    if (source[from] === '!') {
      at = endOfComment(source, from);
      continue;
    }
    const end = endOfTag(source, from);
    const tag = source.slice(from, end);
    const last = open.length - 1;
    if (tag.startsWith('/')) depth -= open.pop() ?? 0;
    else if (/^\s*else\s+[^\s~]/.test(tag) || /^\^\s*[^\s~]/.test(tag) || tag.startsWith('#')) {
      depth += 1;
      if (/^\s*else/.test(tag)) open[last] = (open[last] ?? 0) + 1;
      else open.push(1);
    }
    if (depth > MAX_DEPTH) throw new TemplateError('is nested too deeply');
    at = end;
  }
}

/** `\{{` is text; `\\{{` is a tag after a backslash. */
function isEscaped(source: string, at: number): boolean {
  return source[at - 1] === '\\' && source[at - 2] !== '\\';
}

function endOfComment(source: string, from: number): number {
  const isLong = source.startsWith('!--', from);
  const close = isLong ? /--~?\}\}/g : /\}\}/g;
  // The dashes that begin a comment may end it, too: `{{!--}}`.
  close.lastIndex = from + 1;
  return close.exec(source) === null ? source.length : close.lastIndex;
}

/** Where its `}}` is, which may also stand in a string or in a name in brackets. */
function endOfTag(source: string, from: number): number {
  let brackets = 0;
  for (let at = from; at < source.length; at += 1) {
    if (at - from > MAX_TAG_LENGTH) {
      throw new TemplateError(`has a tag of more than ${String(MAX_TAG_LENGTH)} characters`);
    }
    const sign = source[at] ?? '';
    if (sign === '}' && source[at + 1] === '}') return at;
    if (sign === '(') brackets += 1;
    else if (sign === ')') brackets -= 1;
    else if (sign === '"' || sign === "'" || sign === '[') {
      at = endOfQuote(source, at, sign === '[' ? ']' : sign);
    }
    if (brackets > MAX_BRACKETS) throw new TemplateError('nests helpers too deeply');
  }
  return source.length;
}

function endOfQuote(source: string, from: number, quote: string): number {
  for (let at = from + 1; at < source.length && at - from <= MAX_TAG_LENGTH; at += 1) {
    if (source[at] === '\\' && source[at + 1] === quote) at += 1;
    else if (source[at] === quote) return at;
  }
  return from + MAX_TAG_LENGTH + 1;
}
