import { unicode } from '../../scan/unicode.ts';
import { shiftedBy, type Locate } from '../slot.ts';

/** A raw stretch of XML without its references, and where each of its characters came from. */
export interface Decoded {
  readonly text: string;
  readonly locate: Locate;
}

const NAMED: Readonly<Partial<Record<string, string>>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
/** Character references and the five names of XML 1.0 (section 4.6); no others are declared without a DTD. */
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([a-z]{2,4}));/g;

/** Decodes the references of a stretch; a name that XML does not know stays as it is. */
export function decodeXml(raw: string): Decoded {
  if (!raw.includes('&')) return { text: raw, locate: shiftedBy(0) };
  /** Where each reference begins and ends, in the text and in the raw stretch. */
  const changes: { at: number; length: number; start: number; end: number }[] = [];
  let text = '';
  let done = 0;
  for (const match of raw.matchAll(REFERENCE)) {
    const plain = characterOf(match);
    if (plain === undefined) continue;
    text += raw.slice(done, match.index);
    done = match.index + match[0].length;
    changes.push({ at: text.length, length: plain.length, start: match.index, end: done });
    text += plain;
  }
  text += raw.slice(done);
  const rawOf = (at: number, isEnd: boolean): number => {
    let [low, high] = [0, changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const change = changes[middle];
      const isBefore = change !== undefined && (isEnd ? change.at < at : change.at <= at);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    const change = changes[low - 1];
    if (change === undefined) return at;
    const past = at - change.at - change.length;
    if (past >= 0) return change.end + past;
    return isEnd ? change.end : change.start;
  };
  return { text, locate: (start, end) => [rawOf(start, false), rawOf(end, true)] };
}

function characterOf([, decimal, hex, name]: RegExpMatchArray): string | undefined {
  if (name !== undefined) return NAMED[name];
  const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Writes a text as content or as an attribute value; what XML 1.0 cannot hold (section 2.2) goes. */
export function encodeXml(text: string): string {
  return text
    .replace(unicode('[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]|\\p{Surrogate}', 'g'), '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
