import { TextMapper, type MappedText } from './mapped-text.ts';
import { expression } from '../scan/expression.ts';

/** Emphasis and code as chats and Markdown write them, around words of one line: `*Patient:*`, `` `MRN` ``. */
const MARKED = expression(
  '(?<![\\p{L}\\p{N}\\\\*_`~])(\\*{1,3}|_{1,3}|`{1,3}|~{1,2})(?=[^\\s*_`~])[^\\r\\n*_`~]{1,200}(?<=\\S)\\1(?![\\p{L}\\p{N}*_`~])|(?<![\\p{L}\\p{N}\\\\*])(\\*{1,3})(?=[^\\s*])[^\\r\\n*]{1,200}(?<=\\S)\\2(?!\\*)|(?<=\\p{L})(\\*\\*)(?=[^\\s*])[^\\r\\n*]{1,200}(?<=\\S)\\3(?!\\*)',
  'gu',
);
/** A row of two cells: a label and what it is of. */
const ROW = expression(
  String.raw`^[ \t]{0,9}(\|)[ \t]{0,9}\p{L}[\p{L}\p{N} _'#/().-]{2,80}?([ \t]{0,9}\|)[ \t]{0,9}[^|\r\n]{1,300}?([ \t]{0,9}\|)[ \t]{0,9}$`,
  'gmu',
);

const RULE = /^[ \t]{0,9}\|[ \t]{0,9}:?-{2,}/m;

/** Each looked for by itself: that costs less than one look at every character for all of them. */
const MARKS = ['*', '_', '`', '~', '|'] as const;

/** A text without its marks of emphasis, so that a label touches its value; undefined where it has none. */
export function withoutEmphasis(text: string): MappedText | undefined {
  if (!MARKS.some((mark) => text.includes(mark))) return undefined;
  const cuts: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const match of text.matchAll(MARKED)) {
    const { length } = match[1] ?? match[2] ?? match[3] ?? '';
    const end = match.index + match[0].length;
    cuts.push({ start: match.index, end: match.index + length, text: '' });
    cuts.push({ start: end - length, end, text: '' });
  }
  // With a rule below its headings it is a table, which is read by those.
  for (const match of RULE.test(text) ? [] : text.matchAll(ROW)) {
    const [whole, first = '', second = '', third = ''] = match;
    const start = match.index + whole.indexOf('|');
    const middle = text.indexOf('|', start + 1) + 1;
    const last = text.lastIndexOf('|', match.index + whole.length - 1) + 1;
    cuts.push({ start, end: start + first.length, text: '' });
    cuts.push({ start: middle - second.length, end: middle, text: ':' });
    cuts.push({ start: last - third.length, end: last, text: '' });
  }
  if (cuts.length === 0) return undefined;
  const plain = new TextMapper();
  let done = 0;
  for (const cut of cuts.sort((a, b) => a.start - b.start)) {
    if (cut.start < done) continue;
    plain.add(text.slice(done, cut.start), done, cut.start);
    if (cut.text !== '') plain.add(cut.text, cut.start, cut.start);
    done = cut.end;
  }
  plain.add(text.slice(done), done, text.length);
  return plain.done();
}
