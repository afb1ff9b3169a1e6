import { isWordCode } from './marks.ts';

/** Runs of letters and digits in a segment's normalized text. */
export interface Words {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
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

/** Which of 4,096 classes of hashes occur at all: most words are told apart from all sought ones without a copy. */
export class HashClasses {
  /** Made when it is needed: most documents repeat nothing. */
  #bits: Uint8Array | undefined;

  add(hash: number): void {
    const bits = (this.#bits ??= new Uint8Array(512));
    const place = (hash >>> 3) & 511;
    bits[place] = (bits[place] ?? 0) | (1 << (hash & 7));
  }

  /** False only when no hash of its class was added. */
  mayHave(hash: number): boolean {
    return (((this.#bits?.[(hash >>> 3) & 511] ?? 0) >> (hash & 7)) & 1) === 1;
  }
}
