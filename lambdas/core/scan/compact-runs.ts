import type { Repeat } from './sought-values.ts';
import { compactKey } from './other-forms.ts';

/** Between two runs of one value: `(303) 555 - 0142`. */
const WIDEST_GAP = 3;
/** Runs that one value is written in at most: an SSN digit by digit has nine. */
const MAX_RUNS = 10;
const MAX_LENGTH = 64;
/** Letters and digits are runs of their own, so that a number is found in `chart00918273.pdf`. */
const RUN = /\d+|[\p{L}\p{M}]+/gu;

export interface CompactMatch extends Repeat {
  readonly start: number;
  readonly end: number;
}

interface Run {
  readonly text: string;
  readonly start: number;
}

/** Values to look for in any spacing, by their compact form. */
export class CompactValues {
  readonly #values = new Map<string, Repeat>();
  /** Beginnings of all forms, so that most places are passed over after one look. */
  readonly #beginnings = new Set<string>();

  get size(): number {
    return this.#values.size;
  }

  /** The first to claim a form keeps it. */
  add(form: string, repeat: Repeat): void {
    if (form.length > MAX_LENGTH || this.#values.has(form)) return;
    this.#values.set(form, repeat);
    for (let length = 1; length <= 4; length++) this.#beginnings.add(form.slice(0, length));
  }

  /** All places where a form stands, the longest at each. A few looks per run, so linear in the text. */
  find(text: string): CompactMatch[] {
    const runs: Run[] = [...text.matchAll(RUN)].map((match) => ({
      text: match[0],
      start: match.index,
    }));
    const found: CompactMatch[] = [];
    for (let first = 0; first < runs.length; first++) {
      const match = this.#longest(runs, first);
      if (match === undefined) continue;
      const start = runs[first]?.start ?? 0;
      const last = runs[match.last];
      const end = (last?.start ?? 0) + (last?.text.length ?? 0);
      found.push({ label: match.repeat.label, score: match.repeat.score, start, end });
      first = match.last;
    }
    return found;
  }

  #longest(runs: readonly Run[], first: number): { repeat: Repeat; last: number } | undefined {
    let best: { repeat: Repeat; last: number } | undefined;
    let key = '';
    let end = runs[first]?.start ?? 0;
    for (let index = first; index < Math.min(runs.length, first + MAX_RUNS); index++) {
      const run = runs[index];
      if (run === undefined || run.start - end > WIDEST_GAP || run.text.length > MAX_LENGTH) break;
      end = run.start + run.text.length;
      key = compactKey(key + run.text.toLowerCase());
      if (key === '') continue;
      if (key.length > MAX_LENGTH || !this.#beginnings.has(key.slice(0, 4))) break;
      const repeat = this.#values.get(key);
      if (repeat !== undefined) best = { repeat, last: index };
    }
    return best;
  }
}
