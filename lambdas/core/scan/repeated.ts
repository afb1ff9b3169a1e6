import { Form } from './marks.ts';
import type { View } from './normalize.ts';
import { plainDigits } from './other-forms.ts';
import { foldWord, spelledOut, type MarkedWords } from './sought-values.ts';
import { hashOf } from './word-kinds.ts';
import { isAscii } from './words.ts';

const { wide: WIDE } = Form;

/** Places for the words of a document, few and many. */
const FEW = 4096;
const MANY = 1 << 18;
/** With so many places a word, most words have one of their own. */
const PLACES_A_WORD = 8;
/** Beyond so many digits nobody counts: looking for each value in them would be quadratic. */
const MOST_DIGITS = 4096;

/** Counts of a small document, used again: only one document is looked at at a time. */
const room = new Uint8Array(FEW);

/** Words `from` up to `to`, of a value that was found. */
export interface ValueWords extends MarkedWords {
  readonly from: number;
  readonly to: number;
}

/** Whether words and numbers of a document may stand in it more than once. A cheap look, and never a wrong "no". */
export class Repeated {
  /** How many words have a hash of this class, up to 2. */
  readonly #words: Uint8Array;
  readonly #mask: number;
  /** All digits of the document in their order; undefined where there are too many. */
  readonly #digits: string | undefined;

  constructor(views: readonly View[]) {
    let total = 0;
    for (const { starts } of views) total += starts.length;
    const places = placesFor(total);
    this.#words = places > FEW ? new Uint8Array(places) : room.fill(0, 0, places);
    this.#mask = places - 1;
    for (const view of views) this.#count(view);
    this.#digits = digitsOf(views);
  }

  #count({ text, starts, ends, hashes, forms }: View): void {
    const counts = this.#words;
    const mask = this.#mask;
    for (let at = 0; at < hashes.length; at++) {
      let hash = hashes[at] ?? 0;
      // Folding changes accented letters.
      if (((forms[at] ?? 0) & WIDE) !== 0) hash = hashOfWord(text.slice(starts[at], ends[at]));
      const place = (hash ^ (hash >>> 16)) & mask;
      const count = counts[place] ?? 0;
      if (count < 2) counts[place] = count + 1;
    }
  }

  /** Whether a word may stand in the document twice, in any case and with or without accents. */
  isAgain({ text, starts, ends, hashes, forms }: MarkedWords, index: number): boolean {
    // Folding changes accented letters.
    const isWide = ((forms[index] ?? 0) & WIDE) !== 0;
    return isWide
      ? this.written(text.slice(starts[index], ends[index]))
      : this.#countOf(hashes[index] ?? 0) > 1;
  }

  /** Whether one of a value's words does. */
  hasOne(words: ValueWords): boolean {
    for (let index = words.from; index < words.to; index++) {
      if (this.isAgain(words, index)) return true;
    }
    return false;
  }

  /** How many of them do. */
  count(words: ValueWords): number {
    let again = 0;
    for (let index = words.from; index < words.to; index++) {
      if (this.isAgain(words, index)) again += 1;
    }
    return again;
  }

  /** The same for a word as it is written, or once around its umlauts: `Müller`, `Mueller`. */
  written(word: string): boolean {
    if (this.#countOf(hashOfWord(word)) > 1) return true;
    if (isAscii(word)) return false;
    const around = foldWord(spelledOut(word));
    return around !== foldWord(word) && this.#countOf(hashOf(around, 0, around.length)) > 0;
  }

  #countOf(hash: number): number {
    return this.#words[(hash ^ (hash >>> 16)) & this.#mask] ?? 0;
  }

  /** Whether these digits, whatever stands between them, are in the document twice. */
  digits(digits: string): boolean {
    const all = this.#digits;
    if (all === undefined) return true;
    const first = all.indexOf(digits);
    return first >= 0 && all.includes(digits, first + 1);
  }

  /**
   * Those of a value's forms that may be written somewhere besides where the value itself stands.
   *
   * @param value as it stands in the document
   */
  elsewhere(forms: readonly string[], value: string): readonly string[] {
    const all = this.#digits;
    if (all === undefined) return forms;
    const own = plainDigits(value);
    return forms.filter((form) => {
      const digits = plainDigits(form);
      const first = all.indexOf(digits);
      // Where the value stands its own digits are found once.
      return first >= 0 && (!own.includes(digits) || all.includes(digits, first + 1));
    });
  }
}

/** The hash of a word's folded letters, as the walk over a text gives it for one of ASCII. */
export function hashOfWord(word: string): number {
  const folded = foldWord(word);
  return hashOf(folded, 0, folded.length);
}

function digitsOf(views: readonly View[]): string | undefined {
  let digits = '';
  for (const { text, runs, runEnds } of views) {
    for (let run = 0; run < runs.length; run++) {
      digits += text.slice(runs[run], runEnds[run]);
      if (digits.length > MOST_DIGITS) return undefined;
    }
    digits += '|';
  }
  return digits;
}

/** A power of two. */
function placesFor(words: number): number {
  if (words > FEW) return MANY;
  let places = 256;
  while (places < FEW && places < PLACES_A_WORD * words) places *= 2;
  return places;
}
