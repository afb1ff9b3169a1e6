import { MONTH_NUMBERS, MONTHS } from './calendar.ts';
import { Form, type Marks } from './marks.ts';
import { compactKey, monthCode } from './other-forms.ts';
import type { Repeat } from './sought-values.ts';
import { hashOf } from './word-kinds.ts';
import { HashClasses, type Words } from './words.ts';

const { mostDigits: DIGITS, wide: WIDE } = Form;

/** Between two runs of one value: `(303) 555 - 0142`. */
const WIDEST_GAP = 3;
/** Runs that one value is written in at most: an SSN digit by digit has nine. */
const MAX_RUNS = 10;
const MAX_LENGTH = 64;
/** Characters that a form is told from most others by. */
const BEGINNING = 4;
const SHORTEST_MONTH = 3;

export interface CompactMatch extends Repeat {
  readonly start: number;
  readonly end: number;
}

type MarkedWords = Words & Pick<Marks, 'forms'>;

/** Values to look for in any spacing, by their compact form. */
export class CompactValues {
  readonly #values = new Map<string, Repeat>();
  /** Beginnings of all forms, so that most places are passed over after one look. */
  readonly #beginnings = new HashClasses();
  /** The first one or two characters of what a run may begin with, in lower case. */
  readonly #firsts = new HashClasses();
  readonly #maxValues: number;
  #hasMonths = false;
  #count = 0;
  #isFull = false;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Whether a value was turned away: what is not looked for is not found, so nobody may call it clean. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** All forms of one value. The first to claim a form keeps it. */
  add(forms: readonly string[], repeat: Repeat): void {
    if (this.#count >= this.#maxValues) {
      this.#isFull = true;
      return;
    }
    this.#count += 1;
    for (const form of forms) this.#add(form, repeat);
  }

  #add(form: string, repeat: Repeat): void {
    if (form.length > MAX_LENGTH || this.#values.has(form)) return;
    this.#values.set(form, repeat);
    for (let length = 1; length <= BEGINNING && length <= form.length; length++) {
      this.#beginnings.add(hashOf(form, 0, length));
    }
    this.#mayBeginWith(form);
    if (!MONTH_CODE.test(form)) return;
    this.#hasMonths = true;
    const month = form.charCodeAt(0) - monthCode(0);
    for (const [name, number] of MONTH_NUMBERS) if (number === month) this.#mayBeginWith(name);
  }

  #mayBeginWith(form: string): void {
    this.#firsts.add(firstTwo(form, 0, 1));
    this.#firsts.add(firstTwo(form, 0, form.length));
  }

  /**
   * All places where a form stands, the longest at each. Letters and digits are runs of their own, so that a number
   * is found in `chart00918273.pdf`. A few looks per run, so linear in the text.
   */
  find(words: MarkedWords): CompactMatch[] {
    const { text, starts, ends, forms } = words;
    const found: CompactMatch[] = [];
    let done = 0;
    for (let word = 0; word < starts.length; word++) {
      const end = ends[word] ?? 0;
      const form = forms[word] ?? 0;
      let at = starts[word] ?? 0;
      if ((form & (DIGITS | WIDE)) === 0) {
        if (at >= done && this.#mayBegin(text, at, end)) {
          done = this.#take(words, word, at, found) ?? done;
        }
        continue;
      }
      while (at < end) {
        const next = runEnd(text, at, end);
        if (at >= done && this.#mayBegin(text, at, next)) {
          done = this.#take(words, word, at, found) ?? done;
        }
        at = next;
      }
    }
    return found;
  }

  /** False only where no form begins like this run, in either case. Zeros in front do not count. */
  #mayBegin(text: string, start: number, end: number): boolean {
    const code = text.charCodeAt(start);
    return code === 0x30 || code >= 0x80 || this.#firsts.mayHave(firstTwo(text, start, end));
  }

  /** @returns where the form ends that was found here. */
  #take(
    words: MarkedWords,
    word: number,
    start: number,
    found: CompactMatch[],
  ): number | undefined {
    const match = this.#longest(words, word, start);
    if (match === undefined) return undefined;
    const { label, score } = match.repeat;
    found.push({ label, score, start, end: match.end });
    return match.end;
  }

  #longest(
    { text, starts, ends }: MarkedWords,
    word: number,
    start: number,
  ): { repeat: Repeat; end: number } | undefined {
    let best: { repeat: Repeat; end: number } | undefined;
    // As it stands, and with the months' names as one sign.
    let plain: string | undefined = '';
    let dated: string | undefined;
    let at = start;
    for (let runs = 0; runs < MAX_RUNS; runs++) {
      const end = runEnd(text, at, ends[word] ?? 0);
      if (end - at > MAX_LENGTH) break;
      const run = text.slice(at, end).toLowerCase();
      const month = this.#hasMonths && run.length >= SHORTEST_MONTH ? MONTHS.get(run) : undefined;
      if (month !== undefined && plain !== undefined) {
        dated = this.#longer(plain, String.fromCharCode(monthCode(month)));
      } else if (dated !== undefined) dated = this.#longer(dated, run);
      if (plain !== undefined) plain = this.#longer(plain, run);
      if (plain === undefined && dated === undefined) break;
      const repeat =
        (dated === undefined ? undefined : this.#values.get(dated)) ??
        this.#values.get(plain ?? '');
      if (repeat !== undefined) best = { repeat, end };
      at = end;
      if (at < (ends[word] ?? 0)) continue;
      word += 1;
      at = starts[word] ?? Infinity;
      if (at - end > WIDEST_GAP) break;
    }
    return best;
  }

  /** The key with one more run; undefined where no form begins so. */
  #longer(key: string, run: string): string | undefined {
    const longer = compactKey(key + run);
    if (longer === '') return longer;
    if (longer.length > MAX_LENGTH) return undefined;
    const begins = this.#beginnings.mayHave(hashOf(longer, 0, Math.min(BEGINNING, longer.length)));
    return begins ? longer : undefined;
  }
}

/** A month's sign, as `otherForms` writes it. */
const MONTH_CODE = new RegExp(
  `[${String.fromCharCode(monthCode(1))}-${String.fromCharCode(monthCode(12))}]`,
);

/** Ten bits: five of the first character in lower case, and of the second where there is one. */
function firstTwo(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start) | 0x20;
  return end - start < 2 ? first : first * 251 + ((text.charCodeAt(start + 1) | 0x20) << 7);
}

/** Where the digits end that begin here, or the letters. */
function runEnd(text: string, start: number, end: number): number {
  const digits = isDigit(text.charCodeAt(start));
  let at = start + 1;
  while (at < end && isDigit(text.charCodeAt(at)) === digits) at += 1;
  return at;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
