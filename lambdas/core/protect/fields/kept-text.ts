/** A text made of stretches of another one, with which stretches they are. */
export class KeptText {
  readonly #source: string;
  readonly #parts: string[] = [];
  /** Starts and ends of what is kept, in the order of the source. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  readonly #inText: (at: number) => number;

  /** @param inText leads a position in the source to the one by which it is asked for; absent where they are the same */
  constructor(source: string, inText = (at: number): number => at) {
    this.#source = source;
    this.#inText = inText;
  }

  /** What stands between stretches: braces, commas, `&`. */
  write(punctuation: string): void {
    this.#parts.push(punctuation);
  }

  /** Byte for byte. Stretches come in the order of the source. */
  keep(start: number, end: number): void {
    this.#parts.push(this.#source.slice(start, end));
    this.#starts.push(this.#inText(start));
    this.#ends.push(this.#inText(end));
  }

  get text(): string {
    return this.#parts.join('');
  }

  /** Whether any of these characters of the source were kept. */
  holds(start: number, end: number): boolean {
    // The first stretch that ends after `start`.
    let [low, high] = [0, this.#ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const from = this.#starts[low];
    return from !== undefined && from < Math.max(end, start + 1);
  }
}
