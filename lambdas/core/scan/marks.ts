import { HASH_START, hashOf, kindsAt, newKind, placeOf, signsAt, wordHash } from './word-kinds.ts';

/** What occurs in a text at all, so that a recogniser can pass over most texts. */
export const Trait = {
  digit: 1,
  at: 2,
  colon: 4,
  upper: 8,
  dot: 16,
  letter: 32,
  space: 64,
  /** Seven digits at least: the shortest telephone number. */
  sevenDigits: 128,
  /** Something that may be another character in disguise: an escape, another script, nothing visible. */
  suspect: 256,
  /** Four words for digits in a row: a number that is spelled out. */
  spelledDigits: 512,
  /** Two colons side by side or apart: the fewest that an address of colons has. */
  twoColons: 1024,
  /** A line break. */
  lines: 2048,
  comma: 4096,
  equals: 8192,
  hyphen: 16_384,
} as const;

/** Everything that one walk over a text notices. Positions are UTF-16 code units. */
export interface Marks {
  readonly traits: number;
  /** Runs of letters and digits: where each begins and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Hash of each whole word, as `hashOf` makes it: in any case, but with accents. */
  readonly hashes: readonly number[];
  /** How each word is written: digits and capitals it has, and the bits of `Form`. */
  readonly forms: readonly number[];
  /** Indexes of the words that have a digit, and how many digits each has. */
  readonly numbers: readonly number[];
  readonly digits: readonly number[];
  /** Where letters stand that some recogniser waits for, and what for (`newKind`). */
  readonly cues: readonly number[];
  /** Index of the word that each of them is in. */
  readonly cueWords: readonly number[];
  readonly cueKinds: readonly number[];
  /** All of `cueKinds` together: which of them occur. */
  readonly allKinds: number;
  /** Where a word of letters, or a part of one that a capital begins, is a sign (`newSign`), and which. */
  readonly signs: readonly number[];
  readonly signKinds: readonly number[];
  readonly allSigns: number;
  /** Runs of ASCII digits: where each begins and ends. */
  readonly runs: readonly number[];
  readonly runEnds: readonly number[];
}

/** A word's form: how many digits below, above them how many ASCII capitals, and two bits. */
export const Form = {
  mostDigits: 0xff,
  capital: 0x100,
  capitals: 0xff00,
  /** The word begins with an ASCII capital. */
  first: 0x1_0000,
  /** The word has other letters than ASCII's. */
  wide: 0x2_0000,
} as const;
const { mostDigits: MOST_DIGITS, capital: CAPITAL, capitals: CAPITALS, first: FIRST, wide: WIDE } = Form;

const MARKED: Readonly<Record<string, number>> = {
  '@': Trait.at,
  ':': Trait.colon,
  '.': Trait.dot,
  '\n': Trait.lines,
  ',': Trait.comma,
  '=': Trait.equals,
  '-': Trait.hyphen,
};

/** What a character is, above the bits of its traits. */
const LOWER = 1 << 16;
const UPPER = 2 << 16;
const DIGIT = 3 << 16;
const CLASS = 3 << 16;

/** Traits and class of the characters up to the accented letters of Latin scripts. */
const KNOWN = Uint32Array.from({ length: 0x250 }, (_, code) => describeCode(code));

function describeCode(code: number): number {
  const character = String.fromCharCode(code);
  if (character >= 'a' && character <= 'z') return LOWER | Trait.letter;
  if (character >= 'A' && character <= 'Z') return UPPER | Trait.letter | Trait.upper;
  if (character >= '0' && character <= '9') return DIGIT | Trait.digit;
  if (code >= 0x80) {
    // Letters of other scripts and cases count as both: a cheap answer must never be a wrong "no".
    const letter = code >= 0xc0 ? Trait.upper | Trait.letter : 0;
    const suspect = code < 0xc0 || code > 0x24f ? Trait.suspect : 0;
    return letter | suspect | (isLetter(code) ? LOWER : 0);
  }
  const suspect = /[^\t\n\r\x20-\x7e]|[&%=<\\]/.test(character) ? Trait.suspect : 0;
  return suspect | (code <= 0x20 ? Trait.space : 0) | (MARKED[character] ?? 0);
}

/** Whether a UTF-16 code unit is of a word: a letter or a digit. */
export function isWordCode(code: number): boolean {
  return (((code < 0x250 ? KNOWN[code] : describeCode(code)) ?? 0) & CLASS) !== 0;
}

const NUMBER_WORD = newKind('zero oh one two three four five six seven eight nine');
const SPELLED_IN_A_ROW = 4;
/** From the start of one word for a digit to that of the next: "seven, " and some more. */
const WIDEST_STEP = 10;

/**
 * Walks over a text once. This is the one loop that every character of every text goes through: no
 * closures and no calls but the hash.
 *
 * @param splitCase whether a change of case ends a word, as it does in field names
 */
export function markText(text: string, splitCase: boolean): Marks {
  const starts: number[] = [];
  const ends: number[] = [];
  const hashes: number[] = [];
  const forms: number[] = [];
  const numbers: number[] = [];
  const digitCounts: number[] = [];
  const cues: number[] = [];
  const cueWords: number[] = [];
  const cueKinds: number[] = [];
  const signs: number[] = [];
  const signKinds: number[] = [];
  const runs: number[] = [];
  const runEnds: number[] = [];
  const { length } = text;
  let traits = 0;
  let allDigits = 0;
  let colons = 0;
  let allKinds = 0;
  let allSigns = 0;
  let at = 0;
  while (at < length) {
    const first = text.charCodeAt(at);
    const firstInfo = (first < 0x250 ? KNOWN[first] : describeCode(first)) ?? 0;
    traits |= firstInfo;
    if ((firstInfo & CLASS) === 0) {
      if (first === 0x3a) colons += 1;
      at += 1;
      continue;
    }
    starts.push(at);
    // Of the word: its digits; of the letters at hand: where they and the part of them begin, and its hash.
    let digits = 0;
    let letters = at;
    let from = -1;
    let hash = HASH_START;
    let last = 0;
    // Of the word: its hash is that of its letters, as long as nothing else is in it.
    let isWhole = true;
    let form = first >= 0x41 && first <= 0x5a ? FIRST : 0;
    for (; ; at++) {
      let code = 0;
      let info = 0;
      // Most of most words: lower-case letters behind a letter.
      for (; at < length; at++) {
        code = text.charCodeAt(at);
        info = (code < 0x250 ? KNOWN[code] : describeCode(code)) ?? 0;
        if (from < 0 || (info & CLASS) !== LOWER) break;
        traits |= info;
        if (code >= 0x80) form |= WIDE;
        hash = wordHash(hash, code);
        last = LOWER;
      }
      const kind = at < length ? info & CLASS : 0;
      const isHump = kind === UPPER && last === LOWER;
      if (from >= 0 && (isHump || kind === DIGIT || kind === 0)) {
        const place = placeOf(hash);
        if (place >= 0) {
          const kinds = kindsAt(place);
          if (kinds !== 0) {
            cues.push(from);
            cueWords.push(starts.length - 1);
            cueKinds.push(kinds);
            allKinds |= kinds;
          }
          const sign = signsAt(place);
          if (sign !== 0) {
            signs.push(from);
            signKinds.push(sign);
            allSigns |= sign;
          }
        }
        // Capitals within a word part nothing for who looks for the word: `pAtient`.
        if (!isHump && from > letters) {
          const whole = placeOf(hashOf(text, letters, at));
          const sign = whole < 0 ? 0 : signsAt(whole);
          if (sign !== 0) {
            signs.push(letters);
            signKinds.push(sign);
            allSigns |= sign;
          }
        }
        from = -1;
      }
      if (kind === 0) break;
      traits |= info;
      if (isHump && splitCase) {
        ends.push(at);
        hashes.push(isWhole ? hash : hashOf(text, starts[starts.length - 1] ?? at, at));
        forms.push(form + Math.min(digits, MOST_DIGITS));
        if (digits > 0) {
          numbers.push(starts.length - 1);
          digitCounts.push(digits);
          allDigits += digits;
          digits = 0;
        }
        starts.push(at);
        isWhole = true;
        form = FIRST;
      } else if (isHump) isWhole = false;
      if (kind === DIGIT) {
        if (last !== DIGIT) runs.push(at);
        digits += 1;
        isWhole = false;
      } else {
        if (kind === UPPER && (form & CAPITALS) !== CAPITALS) form += CAPITAL;
        else if (code >= 0x80) form |= WIDE;
        if (last === DIGIT) {
          runEnds.push(at);
          letters = at;
        }
        if (from < 0) {
          from = at;
          hash = HASH_START;
        }
        hash = wordHash(hash, code);
      }
      last = kind;
    }
    if (last === DIGIT) runEnds.push(at);
    ends.push(at);
    hashes.push(isWhole ? hash : hashOf(text, starts[starts.length - 1] ?? at, at));
    forms.push(form + Math.min(digits, MOST_DIGITS));
    if (digits > 0) {
      numbers.push(starts.length - 1);
      digitCounts.push(digits);
      allDigits += digits;
    }
  }
  if (allDigits >= 7) traits |= Trait.sevenDigits;
  if (colons >= 2) traits |= Trait.twoColons;
  if ((allKinds & NUMBER_WORD) !== 0 && spellsDigits(cues, cueKinds)) traits |= Trait.spelledDigits;
  traits &= ~CLASS;
  return {
    traits,
    starts,
    ends,
    hashes,
    forms,
    numbers,
    digits: digitCounts,
    cues,
    cueWords,
    cueKinds,
    allKinds,
    signs,
    signKinds,
    allSigns,
    runs,
    runEnds,
  };
}

function spellsDigits(cues: readonly number[], cueKinds: readonly number[]): boolean {
  let [inRow, before] = [0, 0];
  for (let index = 0; index < cues.length; index++) {
    if (((cueKinds[index] ?? 0) & NUMBER_WORD) === 0) continue;
    const at = cues[index] ?? 0;
    inRow = at - before <= WIDEST_STEP ? inRow + 1 : 1;
    if (inRow >= SPELLED_IN_A_ROW) return true;
    before = at;
  }
  return false;
}

/** Letters and marks beyond ASCII; punctuation of Latin-1, the general block and CJK is none. */
function isLetter(code: number): boolean {
  return (
    code >= 0xc0 &&
    code !== 0xd7 &&
    code !== 0xf7 &&
    !(code >= 0x2000 && code <= 0x2bff) &&
    !(code >= 0x3000 && code <= 0x3003)
  );
}
