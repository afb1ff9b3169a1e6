/** A text made of stretches of another one, with which stretches they are. */
export class KeptText {
  readonly #source: string;
  readonly #parts: string[] = [];
  /** Starts and ends of what is kept, in the order of the source. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** What stands between stretches: braces, commas, `&`. */
  write(punctuation: string): void {
    this.#parts.push(punctuation);
  }

  /** Byte for byte. Stretches come in the order of the source. */
  keep(start: number, end: number): void {
    this.#parts.push(this.#source.slice(start, end));
    this.#starts.push(start);
    this.#ends.push(end);
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
