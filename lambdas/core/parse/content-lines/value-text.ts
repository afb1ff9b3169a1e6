import { isUtf8 } from 'node:buffer';
import { TextMapper, type MappedText } from '../mapped-text.ts';

const ESCAPE = /\\([nN,;:\\])/g;
const OCTETS = /(?:=[0-9A-Fa-f]{2}){1,2000}/g;
/** RFC 6868: what may not stand in the value of a parameter. */
const CARET = /\^([n'^])/g;
const CARETS: Readonly<Record<string, string>> = { n: '\n', "'": '"', '^': '^' };

/** A value with its escapes decoded (RFC 5545 3.3.11, RFC 6350 3.4). */
export function unescaped(text: string): MappedText {
  return decoded(text, ESCAPE, (_, mark = '') => (/n/i.test(mark) ? '\n' : mark));
}

/** What `unescaped` decodes, written back on one line. */
export function escapeValue(text: string): string {
  return text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** The value of a parameter (RFC 6868). */
export function unescapedParameter(text: string): MappedText {
  return decoded(text, CARET, (_, mark = '') => CARETS[mark] ?? '');
}

/** Written back; what is left out could end the value. */
export function escapeParameter(text: string): string {
  return text
    .replace(/\^/g, '^^')
    .replace(/"/g, "^'")
    .replace(/\r?\n/g, '^n')
    .replace(/[;:,]/g, ' ');
}

/** A value in quoted-printable (vCard 2.1), without its soft breaks. */
export function unquoted(text: string): MappedText {
  return decoded(text, OCTETS, (octets) => {
    const bytes = Buffer.from(octets.replaceAll('=', ''), 'hex');
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  });
}

function decoded(
  text: string,
  pattern: RegExp,
  decode: (whole: string, mark?: string) => string,
): MappedText {
  const mapper = new TextMapper();
  let done = 0;
  for (const { 0: whole, 1: mark, index } of text.matchAll(pattern)) {
    mapper.add(text.slice(done, index), done, index);
    done = index + whole.length;
    mapper.add(decode(whole, mark), index, done);
  }
  mapper.add(text.slice(done), done, text.length);
  return mapper.done();
}
