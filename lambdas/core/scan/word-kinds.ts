/**
 * Words that recognisers and lexicons wait for, in one table by hash, so that one walk over a text sees
 * which of them it has. Two words may share a hash: a hit is worth a look and proves nothing.
 */
const SIZE = 1 << 14;
const MOST_WORDS = SIZE / 2;
const hashes = new Int32Array(SIZE);
const kinds = new Int32Array(SIZE);
let known = 0;
let next = 1;

/** FNV-1a over lower-case code units; `wordHash` folds one more unit in. */
export const HASH_START = 0x811c9dc5 | 0;

export function wordHash(hash: number, code: number): number {
  return Math.imul(hash ^ (code | 0x20), 0x01000193);
}

/** The kinds, as bits, of words that have this hash. */
export function kindsOf(hash: number): number {
  let place = (hash ^ (hash >>> 15)) & (SIZE - 1);
  for (let there = hashes[place]; there !== 0; there = hashes[place]) {
    if (there === hash) return kinds[place] ?? 0;
    place = (place + 1) & (SIZE - 1);
  }
  return 0;
}

/**
 * A new kind of word, as a bit that no other kind has.
 *
 * @param words in lower case, letters only, several in one string parted by spaces
 * @throws when there are more kinds than bits, or more words than the table is for
 */
export function newKind(words: string | Iterable<string>): number {
  const kind = next;
  if (kind === 0) throw new Error('there are more kinds of words than bits');
  next = (kind << 1) | 0;
  for (const word of typeof words === 'string' ? words.split(' ') : words) {
    let hash = HASH_START;
    for (let at = 0; at < word.length; at++) hash = wordHash(hash, word.charCodeAt(at));
    let place = (hash ^ (hash >>> 15)) & (SIZE - 1);
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) & (SIZE - 1);
    if (hashes[place] === 0) known += 1;
    if (known > MOST_WORDS) throw new Error('there are more words than the table is for');
    hashes[place] = hash;
    kinds[place] = (kinds[place] ?? 0) | kind;
  }
  return kind;
}
