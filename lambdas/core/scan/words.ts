import type { Segment } from './document.ts';
import { isWordCode } from './marks.ts';
import { viewOf } from './normalize.ts';

/** Runs of letters and digits in a segment's normalized text. */
export interface Words {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The words of a segment. In field names a change of case also separates. */
export function wordsOf(segment: Segment): Words {
  return viewOf(segment);
}

export function splitWords(text: string): Words {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isWordCode(text.charCodeAt(at))) continue;
    starts.push(at);
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
    ends.push(at);
  }
  return { text, starts, ends };
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
  /** One bit each. */
  readonly #known = new Uint8Array(1 << 12);

  add(word: string): void {
    const key = prefixKey(word, 0, word.length);
    this.#known[key >> 3] = (this.#known[key >> 3] ?? 0) | (1 << (key & 7));
  }

  /** False only when no added word begins like this one, whatever the case. */
  mayHave({ text, starts, ends }: Words, index: number): boolean {
    const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
    const key = prefixKey(text, start, end);
    return (((this.#known[key >> 3] ?? 0) >> (key & 7)) & 1) === 1;
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
