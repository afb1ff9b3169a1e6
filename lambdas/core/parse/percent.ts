import { TextMapper, type MappedText } from './mapped-text.ts';
import { unicode } from '../scan/unicode.ts';

/** One character of UTF-8 in percent escapes (RFC 3986 section 2.1, RFC 3629 section 4). */
const CHARACTER =
  /%(?:[2-7][0-9A-Fa-f]|0[9AaDd])|%[CcDd][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}|%[Ff][0-7](?:%[89ABab][0-9A-Fa-f]){3}/g;

/** A text with its percent escapes decoded, once; undefined where it has none that spell characters. */
export function decodePercent(text: string): MappedText | undefined {
  if (!text.includes('%')) return undefined;
  // As forms write a space, in what has none that are written otherwise.
  const isForm = text.includes('+') && !/\s|%20/.test(text);
  const plain = (from: number, to: number): string =>
    isForm ? text.slice(from, to).replaceAll('+', ' ') : text.slice(from, to);
  const decoded = new TextMapper();
  let done = 0;
  for (const { 0: escape, index } of text.matchAll(CHARACTER)) {
    const bytes = Buffer.from(escape.replaceAll('%', ''), 'hex');
    const character = bytes.toString('utf8');
    // Overlong forms and surrogates spell nothing.
    if (character.includes('\uFFFD')) continue;
    decoded.add(plain(done, index), done, index);
    done = index + escape.length;
    decoded.add(character, index, done);
  }
  if (done === 0) return undefined;
  decoded.add(plain(done, text.length), done, text.length);
  return decoded.done();
}

/** Escapes whatever is not a letter, a digit or one of a few marks that no notation of addresses uses. */
export function encodePercent(text: string): string {
  return encodeURIComponent(text.replace(unicode('\\p{Surrogate}', 'g'), '\uFFFD'));
}
