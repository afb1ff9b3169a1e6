import type { Edit } from './splice.ts';

/**
 * A stretch of a text and where it comes from. Where both are equally long they run in step; otherwise the one
 * stands for the other as a whole (an entity). Nothing of the source stands for what was put in (a line break).
 */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** A text that was taken out of its source in pieces: positions lead back, and so do changes. */
export class MappedText {
  readonly text: string;
  readonly #runs: readonly Run[];

  constructor(text: string, runs: readonly Run[]) {
    this.text = text;
    this.#runs = runs;
  }

  slice(start: number, end: number): MappedText {
    const runs: Run[] = [];
    for (let at = this.#firstAfter(start); at < this.#runs.length; at++) {
      const run = this.#runs[at];
      if (run === undefined || run.start >= end) break;
      const [from, to] = part(run, start, end);
      const first = Math.max(run.start, start) - start;
      runs.push({ start: first, end: Math.min(run.end, end) - start, from, to });
    }
    return new MappedText(this.text.slice(start, end), runs);
  }

  /** Where a stretch stands in the source, from its first character to its last. */
  locate(start: number, end: number): readonly [number, number] {
    const ranges = this.#ranges(start, end);
    return [ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0];
  }

  /**
   * Changes of this text as changes of its source. What stands between its pieces stays: the first piece gets
   * the new text, and the others lose what they had of the old one.
   */
  edits(changes: readonly Edit[], encode: (text: string) => string): Edit[] {
    const edits: { start: number; end: number; text: string }[] = [];
    for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
      let words = encode(text);
      for (const [from, to] of this.#ranges(start, end)) {
        const last = edits.at(-1);
        // Two changes within one entity are one.
        if (last !== undefined && from < last.end) {
          last.text += words;
          last.end = Math.max(last.end, to);
        } else edits.push({ start: from, end: to, text: words });
        words = '';
      }
    }
    return edits;
  }

  #ranges(start: number, end: number): (readonly [number, number])[] {
    const ranges: [number, number][] = [];
    let put: readonly [number, number] | undefined;
    for (let at = this.#firstAfter(start); at < this.#runs.length; at++) {
      const run = this.#runs[at];
      if (run === undefined || run.start >= end) break;
      const [from, to] = part(run, start, end);
      put ??= [from, to];
      if (from === to) continue;
      const last = ranges.at(-1);
      if (last?.[1] === from) last[1] = to;
      else ranges.push([from, to]);
    }
    if (ranges.length > 0) return ranges;
    const before = this.#runs[this.#firstAfter(start) - 1];
    return [put ?? [before?.to ?? 0, before?.to ?? 0]];
  }

  /** The first run that ends after a position. */
  #firstAfter(position: number): number {
    let [low, high] = [0, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle]?.end ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What of a run's source stands for a stretch: all of it, unless they run in step. */
function part(run: Run, start: number, end: number): readonly [number, number] {
  if (run.end - run.start !== run.to - run.from) return [run.from, run.to];
  return [
    run.from + Math.max(0, start - run.start),
    run.to - Math.max(0, run.end - Math.max(run.start, end)),
  ];
}

/** A text that stands in its source as it is. */
export function unchanged(text: string): MappedText {
  const end = text.length;
  return new MappedText(text, [{ start: 0, end, from: 0, to: end }]);
}

/** Puts a mapped text together, in order. */
export class TextMapper {
  readonly #parts: string[] = [];
  readonly #runs: Run[] = [];
  #length = 0;
  #last = '';

  get length(): number {
    return this.#length;
  }

  /** The last character; empty at the beginning. */
  get last(): string {
    return this.#last;
  }

  /** Adds `text`, which stands for `from` to `to` of the source. */
  add(text: string, from: number, to: number): void {
    if (text === '') return;
    this.#parts.push(text);
    this.#last = text.charAt(text.length - 1);
    const start = this.#length;
    this.#length += text.length;
    this.#runs.push({ start, end: this.#length, from, to });
  }

  /** What was added, in order. */
  *pieces(): Iterable<{ readonly text: string; readonly from: number; readonly to: number }> {
    for (const [index, { from, to }] of this.#runs.entries()) {
      yield { text: this.#parts[index] ?? '', from, to };
    }
  }

  done(): MappedText {
    return new MappedText(this.#parts.join(''), this.#runs);
  }
}
