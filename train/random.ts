/** Numbers that look random and are the same on every machine: a 32-bit generator with a seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  digits(count: number): string {
    let text = '';
    for (let at = 0; at < count; at++) text += String(this.between(0, 9));
    return text;
  }

  shuffle<Item>(items: Item[]): Item[] {
    for (let at = items.length - 1; at > 0; at--) {
      const other = this.between(0, at);
      const [a, b] = [items[at], items[other]];
      if (a !== undefined && b !== undefined) [items[at], items[other]] = [b, a];
    }
    return items;
  }
}
