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
  readonly start: number;
  readonly end: number;
}

const ASCII = 0x80;

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  if (/[^\x00-\x7f]/.test(text)) {
    for (const { index, 0: run } of text.matchAll(RUN)) {
      runs.push({ start: index, end: index + run.length });
    }
    return runs;
  }
  for (let at = 0; at < text.length;) {
    const kind = kindOf(text.charCodeAt(at));
    const start = at;
    while (at < text.length && kindOf(text.charCodeAt(at)) === kind) at += 1;
    if (kind !== 0) runs.push({ start, end: at });
  }
  return runs;
}

/** 1 for an ASCII digit, 2 for a letter, 0 for anything else. */
function kindOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return 1;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? 2 : 0;
}

/** Values to look for in any spacing, by their compact form. */
export class CompactValues {
  readonly #values = new Map<string, Repeat>();
  /** Beginnings of all forms, so that most places are passed over after one look. */
  readonly #beginnings = new Set<string>();

  get size(): number {
    return this.#values.size;
  }

  /** First characters of all forms below `ASCII`. */
  readonly #firsts = new Uint8Array(ASCII);

  /** The first to claim a form keeps it. */
  add(form: string, repeat: Repeat): void {
    if (form.length > MAX_LENGTH || this.#values.has(form)) return;
    this.#values.set(form, repeat);
    this.#firsts[form.charCodeAt(0) & (ASCII - 1)] = 1;
    for (let length = 1; length <= 4; length++) this.#beginnings.add(form.slice(0, length));
  }

  /** All places where a form stands, the longest at each. A few looks per run, so linear in the text. */
  find(text: string): CompactMatch[] {
    const runs = runsOf(text);
    const found: CompactMatch[] = [];
    for (let first = 0; first < runs.length; first++) {
      if (!this.#mayBegin(text.charCodeAt(runs[first]?.start ?? 0))) continue;
      const match = this.#longest(text, runs, first);
      if (match === undefined) continue;
      const start = runs[first]?.start ?? 0;
      const end = runs[match.last]?.end ?? 0;
      found.push({ label: match.repeat.label, score: match.repeat.score, start, end });
      first = match.last;
    }
    return found;
  }

  /** False only where no form begins with this character, in either case. Zeros in front do not count. */
  #mayBegin(code: number): boolean {
    if (code >= ASCII || code === 0x30) return true;
    const lower = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    return this.#firsts[lower] === 1;
  }

  #longest(
    text: string,
    runs: readonly Run[],
    first: number,
  ): { repeat: Repeat; last: number } | undefined {
    let best: { repeat: Repeat; last: number } | undefined;
    let key = '';
    let end = runs[first]?.start ?? 0;
    for (let index = first; index < Math.min(runs.length, first + MAX_RUNS); index++) {
      const run = runs[index];
      if (run === undefined || run.start - end > WIDEST_GAP) break;
      if (run.end - run.start > MAX_LENGTH) break;
      ({ end } = run);
      key = compactKey(key + text.slice(run.start, end).toLowerCase());
      if (key === '') continue;
      if (key.length > MAX_LENGTH || !this.#beginnings.has(key.slice(0, 4))) break;
      const repeat = this.#values.get(key);
      if (repeat !== undefined) best = { repeat, last: index };
    }
    return best;
  }
}
