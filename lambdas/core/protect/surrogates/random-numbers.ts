/** The next number from 0 up to, and without, 1. */
export type RandomNumbers = () => number;

/**
 * Numbers that are the same for the same seed: for invented values, never for secrets. The seed is spread by
 * FNV-1a, the numbers come from a 32-bit Weyl sequence through a multiply-xorshift mixer.
 */
export function seededNumbers(seed: string): RandomNumbers {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) {
    state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193) >>> 0;
  }
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` to `most`, both included. */
export function between(random: RandomNumbers, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

export function oneOf<T>(random: RandomNumbers, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}
