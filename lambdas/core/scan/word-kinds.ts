/**
 * Words that recognisers and lexicons wait for, in one table by hash, so that one walk over a text sees
 * which of them it has. Two words may share a hash: a hit is worth a look and proves nothing.
 */
const SIZE = 1 << 14;
const MOST_WORDS = SIZE / 2;
const hashes = new Int32Array(SIZE);
const kinds = new Int32Array(SIZE);
const signs = new Int32Array(SIZE);
let known = 0;
let nextKind = 1;
let nextSign = 1;

/** FNV-1a over lower-case code units; `wordHash` folds one more unit in. */
export const HASH_START = 0x811c9dc5 | 0;
export const PRIME = 0x01000193;

export function wordHash(hash: number, code: number): number {
  return Math.imul(hash ^ (code | 0x20), PRIME);
}

/** A bit for each of 65,536 classes of hashes: most words are told by it to be none of these, in a corner of the cache. */
const classes = new Uint8Array(1 << 13);

/** The place of a word's hash in the table, or -1. */
export function placeOf(hash: number): number {
  if ((((classes[(hash >>> 3) & 0x1fff] ?? 0) >> (hash & 7)) & 1) === 0) return -1;
  let place = (hash ^ (hash >>> 15)) & (SIZE - 1);
  for (let there = hashes[place]; there !== 0; there = hashes[place]) {
    if (there === hash) return place;
    place = (place + 1) & (SIZE - 1);
  }
  return -1;
}

/**
 * Enters the words of all kinds and signs: called before `placeOf` is, by whoever reads a text. A few thousand words
 * take milliseconds, which a function's start need not wait for.
 *
 * @throws when there are more words than the table is for
 */
export function enterWords(): void {
  if (waiting.length === 0) return;
  for (const enterThem of waiting) enterThem();
  // Not before: a text that is read without some of them would look clean.
  waiting.length = 0;
}

const waiting: (() => void)[] = [];

/** The kinds, as bits, of the words at a place. */
export function kindsAt(place: number): number {
  return kinds[place] ?? 0;
}

/** The signs, as bits, of the words at a place. */
export function signsAt(place: number): number {
  return signs[place] ?? 0;
}

/**
 * A new kind of word, as a bit that no other kind has.
 *
 * @param words in lower case, letters only, several in one string parted by spaces
 * @throws when there are more kinds than bits
 */
export function newKind(words: string): number {
  return newKindOf(() => hashesOf(words));
}

/** The same for words of which the hashes are known. */
export function newKindOf(hashes: () => readonly number[]): number {
  const kind = nextKind;
  if (kind === 0) throw new Error('there are more kinds of words than bits');
  nextKind = (kind << 1) | 0;
  waiting.push(() => {
    enter(hashes(), kinds, kind);
  });
  return kind;
}

function hashesOf(words: string): number[] {
  return words.split(' ').map((word) => hashOf(word, 0, word.length));
}

/**
 * A new sign: a word that begins, or is in, what names, days and places look like. Signs have bits of their own,
 * and positions of their own (`Marks.signs`).
 *
 * @param words as for `newKind`
 * @throws when there are more signs than bits
 */
export function newSign(words: string): number {
  const sign = nextSign;
  if (sign === 0) throw new Error('there are more signs than bits');
  nextSign = (sign << 1) | 0;
  waiting.push(() => {
    enter(hashesOf(words), signs, sign);
  });
  return sign;
}

/** Letters are folded as `wordHash` folds them. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at++) hash = wordHash(hash, text.charCodeAt(at));
  return hash;
}

function enter(entries: readonly number[], column: Int32Array, bit: number): void {
  for (const hash of entries) {
    let place = (hash ^ (hash >>> 15)) & (SIZE - 1);
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & (SIZE - 1);
    if (hashes[place] === 0) known += 1;
    if (known > MOST_WORDS) throw new Error('there are more words than the table is for');
    hashes[place] = hash;
    classes[(hash >>> 3) & 0x1fff] = (classes[(hash >>> 3) & 0x1fff] ?? 0) | (1 << (hash & 7));
    column[place] = (column[place] ?? 0) | bit;
  }
}
