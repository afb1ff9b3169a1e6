import { HASH_START, wordHash } from './word-kinds.ts';

/**
 * Words in small letters, asked for in any case. Most words are told to be none of them by a bit for their hash, without
 * a copy in small letters.
 */
export class WordSet {
  readonly #words: ReadonlySet<string>;
  /** A list, because the memory of a typed array is not V8's own. */
  readonly #bits: number[];
  readonly #mask: number;

  constructor(words: Iterable<string>) {
    this.#words = new Set(words);
    let size = 64;
    while (size < BITS_A_WORD * this.#words.size) size *= 2;
    this.#bits = new Array<number>(size / 32).fill(0);
    this.#mask = size - 1;
    for (const word of this.#words) {
      const place = this.#placeOf(hashOfAscii(word));
      this.#bits[place >>> 5] = (this.#bits[place >>> 5] ?? 0) | (1 << (place & 31));
    }
  }

  has(word: string): boolean {
    return this.mayHave(hashOfAscii(word)) && this.#words.has(word.toLowerCase());
  }

  /** False only where no word has this hash (`hashOf`); words beyond ASCII have none. */
  mayHave(hash: number): boolean {
    const place = this.#placeOf(hash);
    return hash === NO_HASH || (((this.#bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;
  }

  #placeOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}

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
