import { HASH_START, wordHash } from './word-kinds.ts';

/**
 * Words in small letters, asked for in any case. Most words are told to be none of them by a bit for their hash, without
 * a copy in small letters. Put in order when the first word is looked at: a function's start need not wait for it.
 */
export class WordSet {
  readonly #list: () => Iterable<string>;
  #made: Made | undefined;

  constructor(list: () => Iterable<string>) {
    this.#list = list;
  }

  has(word: string): boolean {
    const hash = hashOfAscii(word);
    return this.mayHave(hash) && this.#words().words.has(word.toLowerCase());
  }

  /** False only where no word has this hash (`hashOf`); words beyond ASCII have none. */
  mayHave(hash: number): boolean {
    const { bits, mask } = this.#words();
    const place = placeOf(hash, mask);
    return hash === NO_HASH || (((bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
  }

  #words(): Made {
    return (this.#made ??= make(new Set(this.#list())));
  }
}

interface Made {
  readonly words: ReadonlySet<string>;
  /** A list, because the memory of a typed array is not V8's own. */
  readonly bits: readonly number[];
  readonly mask: number;
}

function make(words: ReadonlySet<string>): Made {
  let size = 64;
  while (size < BITS_A_WORD * words.size) size *= 2;
  const bits = new Array<number>(size / 32).fill(0);
  const mask = size - 1;
  for (const word of words) {
    const place = placeOf(hashOfAscii(word), mask);
    bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
  }
  return { words, bits, mask };
}

const placeOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;

const BITS_A_WORD = 8;
/** Of words with letters beyond ASCII: what is one in small letters may be one of ASCII, as the Kelvin sign is. */
const NO_HASH = 0;

function hashOfAscii(word: string): number {
  let hash = HASH_START;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code >= 0x80) return NO_HASH;
    hash = wordHash(hash, code);
  }
  return hash;
}
