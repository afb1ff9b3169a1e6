import type { MappedText } from './mapped-text.ts';
import type { Slot, Source } from './slot.ts';
import type { Edit } from './splice.ts';

/**
 * The place of a text that stands in its source in pieces. Only what changes is written, by `encode`; all else
 * stays as it was received.
 */
export class MappedSlot implements Slot {
  readonly source: Source;
  readonly #mapped: MappedText;
  readonly #encode: (text: string) => string;

  // A class, because a page has many thousands of them.
  constructor(source: Source, mapped: MappedText, encode: (text: string) => string) {
    this.source = source;
    this.#mapped = mapped;
    this.#encode = encode;
  }

  write(changed: string): Edit {
    const [start, end] = this.#mapped.locate(0, this.#mapped.text.length);
    return { start, end, text: this.#encode(changed) };
  }

  locate(start: number, end: number): readonly [number, number] {
    return this.#mapped.locate(start, end);
  }

  edits(changes: readonly Edit[]): readonly Edit[] {
    return this.#mapped.edits(changes, this.#encode);
  }
}
