/**
 * What is known of words without their context: how common they are as given names, surnames, parts of
 * places and ordinary words, and which words they are used like. An open-addressing table, ready as it lies in the
 * model's data; a word is known by 16 bits of its hash beside its place, so that about one unknown word in
 * ten thousand is taken for a known one.
 */
export interface Lexicon {
  /** Slots, a power of two. */
  readonly size: number;
  /** 0: empty. */
  readonly marks: Uint16Array;
  readonly flags: Uint8Array;
  readonly clusters: Uint8Array;
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

/** The slot of a word's hash, or -1. */
export function slotOf({ size, marks }: Lexicon, hash: number): number {
  const mixed = mix(hash);
  const mark = markOf(mixed);
  let slot = mixed & (size - 1);
  for (;;) {
    const found = marks[slot];
    if (found === mark) return slot;
    if (found === 0) return -1;
    slot = (slot + 1) & (size - 1);
  }
}

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
