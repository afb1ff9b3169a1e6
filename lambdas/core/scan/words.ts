import type { Segment } from './document.ts';
import { viewOf } from './normalize.ts';

/** Runs of letters and digits in a segment's normalized text. */
export interface Words {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The words of a segment. In field names a change of case also separates. */
export function wordsOf(segment: Segment): Words {
  const view = viewOf(segment);
  return splitWords(view.text, view.isFieldName);
}

export function splitWords(text: string, splitCase = false): Words {
  const starts: number[] = [];
  const ends: number[] = [];
  let inside = false;
  let lower = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code)) {
      if (inside) ends.push(at);
      inside = false;
    } else if (!inside) {
      starts.push(at);
      inside = true;
    } else if (splitCase && lower && code >= 0x41 && code <= 0x5a) {
      ends.push(at);
      starts.push(at);
    }
    lower = code >= 0x61 && code <= 0x7a;
  }
  if (inside) ends.push(text.length);
  return { text, starts, ends };
}

function isWordCode(code: number): boolean {
  if (code < 0x80) {
    return (
      (code >= 0x61 && code <= 0x7a) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x30 && code <= 0x39)
    );
  }
  // Letters and marks of all scripts; punctuation of Latin-1, the general block and CJK is not.
  return (
    code >= 0xc0 &&
    code !== 0xd7 &&
    code !== 0xf7 &&
    !(code >= 0x2000 && code <= 0x2bff) &&
    !(code >= 0x3000 && code <= 0x3003)
  );
}

/** Whether word `index` follows the word before it without a sentence between them. */
export function isAdjacent(words: Words, index: number, widest = 2): boolean {
  const end = words.ends[index - 1];
  const start = words.starts[index];
  return end !== undefined && start !== undefined && start - end <= widest;
}

export function wordAt(words: Words, index: number): string {
  return words.text.slice(words.starts[index], words.ends[index]);
}

/** First letters that occur at all: most words are told apart from all sought ones without a copy. */
export class Prefixes {
  readonly #known = new Uint8Array(1 << 15);

  add(word: string): void {
    this.#known[prefixKey(word, 0, word.length)] = 1;
  }

  /** False only when no added word begins like this one, whatever the case. */
  mayHave({ text, starts, ends }: Words, index: number): boolean {
    const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
    return this.#known[prefixKey(text, start, end)] === 1;
  }
}

/** Five bits of each of the first three letters: the same for both cases of a letter. */
function prefixKey(text: string, start: number, end: number): number {
  let key = 0;
  for (let at = start; at < start + 3; at++) {
    const code = at < end ? text.charCodeAt(at) : 0;
    // Above Latin-1 the cases of a letter differ in other bits; they all count as one letter.
    key = (key << 5) | (code < 0x100 ? code & 31 : 0);
  }
  return key;
}
