/**
 * What is known of words without their context: how common they are as given names, surnames, parts of
 * places and ordinary words, and which words they are used like. An open-addressing table, ready as it lies in the
 * model's data; a word is known by 16 bits of its hash beside its place, so that about one unknown word in
 * ten thousand is taken for a known one.
 */
export interface Lexicon {
  /**
   * A power of two. In each slot, from above: 16 bits that know the word, 8 of flags (`Flag`), 8 of the cluster; 0 is
   * an empty one. In one number, because a look at memory costs more than anything done with it.
   */
  readonly slots: Int32Array;
  /** A bit for each of 65,536 classes of hashes: whether some place of several words begins so. */
  readonly starts: Uint8Array;
}

export const STARTS_BYTES = 8192;

/** False only when no place of several words begins with this one. */
export function mayStartPhrase({ starts }: Lexicon, hash: number): boolean {
  return (((starts[(hash >>> 3) & (STARTS_BYTES - 1)] ?? 0) >> (hash & 7)) & 1) === 1;
}

/** Two bits each, 0 for unknown to 3 for common. */
export const Flag = { first: 0, last: 2, place: 4, word: 6 } as const;

export const levelOf = (flags: number, of: number): number => (flags >> of) & 3;

/** The place of a word's slot, or the empty one where it would be. */
export function placeOf({ slots }: Lexicon, hash: number): number {
  const mixed = mix(hash);
  const mark = markOf(mixed);
  const mask = slots.length - 1;
  for (let place = mixed & mask; ; place = (place + 1) & mask) {
    const slot = slots[place] ?? 0;
    if (slot === 0 || slot >>> 16 === mark) return place;
  }
}

/**
 * Slots of hashes looked up lately, each behind its hash: texts are made of the same few thousand words, and a table of
 * a megabyte is out of the near caches whenever something else has been read.
 */
const recent = new Int32Array(2 * 2048);
let recentOf: Lexicon | undefined;

/** What the lexicon says of a word's hash: its slot; 0 for a word that is not in it. */
export function lookUp(lexicon: Lexicon, hash: number): number {
  if (recentOf !== lexicon) {
    recentOf = lexicon;
    recent.fill(0);
  }
  const place = ((hash ^ (hash >>> 15)) << 1) & (recent.length - 1);
  if (recent[place] === hash && hash !== 0) return recent[place + 1] ?? 0;
  const slot = lexicon.slots[placeOf(lexicon, hash)] ?? 0;
  recent[place] = hash;
  recent[place + 1] = slot;
  return slot;
}

/** The flags of a slot. */
export const flagsOf = (slot: number): number => (slot >>> 8) & 0xff;

/** The cluster of a slot. */
export const clusterOf = (slot: number): number => slot & 0xff;

export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 16);
}

/** Bits that the place in the table does not use; never 0. */
export function markOf(mixed: number): number {
  const mark = (mixed >>> 16) & 0xffff;
  return mark === 0 ? 1 : mark;
}
