import { Column } from './column.ts';
import { enterWords, HASH_START, kindsAt, newKind, placeOf, PRIME, signsAt } from './word-kinds.ts';

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
  /** A letter beyond ASCII: a word may stand within another that is no word of its own here. */
  foreign: 32_768,
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
const {
  mostDigits: MOST_DIGITS,
  capital: CAPITAL,
  capitals: CAPITALS,
  first: FIRST,
  wide: WIDE,
} = Form;

const MARKED: Readonly<Record<string, number>> = {
  '@': Trait.at,
  ':': Trait.colon,
  '.': Trait.dot,
  '\n': Trait.lines,
  ',': Trait.comma,
  '=': Trait.equals,
  '-': Trait.hyphen,
};

/** What a character is, above the bits of its traits; a word is each of what its characters are. */
const LOWER = 1 << 16;
const UPPER = 2 << 16;
const DIGIT = 4 << 16;
const CLASS = LOWER | UPPER | DIGIT;
/** A letter that is not one of ASCII's. */
const FOREIGN = 8 << 16;

/** Traits and class of the characters up to the accented letters of Latin scripts. */
const KNOWN = new Int32Array(0x250);
for (let code = 0; code < KNOWN.length; code++) KNOWN[code] = describeCode(code);

function describeCode(code: number): number {
  if (code >= 0x80) {
    // Letters of other scripts and cases count as both: a cheap answer must never be a wrong "no".
    const letter = code >= 0xc0 ? Trait.upper | Trait.letter : 0;
    const suspect = code < 0xc0 || code > 0x24f ? Trait.suspect : 0;
    return letter | suspect | (isLetter(code) ? LOWER | FOREIGN | Trait.foreign : 0);
  }
  if (code >= 0x61 && code <= 0x7a) return LOWER | Trait.letter;
  if (code >= 0x41 && code <= 0x5a) return UPPER | Trait.letter | Trait.upper;
  if (code >= 0x30 && code <= 0x39) return DIGIT | Trait.digit;
  const character = String.fromCharCode(code);
  const isPlain = code === 0x09 || code === 0x0a || code === 0x0d || (code >= 0x20 && code < 0x7f);
  const suspect = isPlain && !'&%=<\\'.includes(character) ? 0 : Trait.suspect;
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

/** A text's code units, and a space behind them. Reused: what a call returns is valid until the next one. */
let units = new Uint16Array(8192);
let bytes = Buffer.from(units.buffer);
/** Longer texts are rare, and their room is given back. */
const MOST_KEPT = 1 << 20;

/** A string's characters are slow to ask for one by one. Little-endian, as every machine that runs Node is. */
function unitsOf(text: string): Uint16Array {
  const { length } = text;
  if (length >= units.length || (units.length > MOST_KEPT && length < MOST_KEPT / 2)) {
    units = new Uint16Array(Math.max(8192, length + (length >> 2) + 1));
    bytes = Buffer.from(units.buffer);
  }
  bytes.write(text, 0, 'utf16le');
  units[length] = 0x20;
  return units;
}

/** `Marks` in the making; a walk begins and ends with all of them empty. */
const starts = new Column();
const ends = new Column();
const hashes = new Column();
const forms = new Column();
const numbers = new Column();
const digits = new Column();
const cues = new Column();
const cueWords = new Column();
const cueKinds = new Column();
const signs = new Column();
const signKinds = new Column();
const runs = new Column();
const runEnds = new Column();
let allKinds = 0;
let allSigns = 0;

/**
 * Walks over a text once. This is the one loop that every character of every text goes through: no
 * closures and no calls for most of them.
 *
 * @param splitCase whether a change of case ends a word, as it does in field names
 */
export function markText(text: string, splitCase: boolean): Marks {
  enterWords();
  const { length } = text;
  const codes = unitsOf(text);
  allKinds = 0;
  allSigns = 0;
  let traits = 0;
  let colons = 0;
  let at = 0;
  while (at < length) {
    let code = codes[at] ?? 0;
    let info = (code < 0x250 ? KNOWN[code] : describeCode(code)) ?? 0;
    if ((info & CLASS) === 0) {
      traits |= info;
      if (code === 0x3a) colons += 1;
      at += 1;
      continue;
    }
    const start = at;
    const isCapitalized = (info & UPPER) !== 0;
    let hash = HASH_START;
    let all = 0;
    // Capitals behind the first letter.
    let capitals = 0;
    do {
      all |= info;
      hash = Math.imul(hash ^ (code | 0x20), PRIME);
      at += 1;
      code = codes[at] ?? 0;
      info = (code < 0x250 ? KNOWN[code] : describeCode(code)) ?? 0;
      capitals += info & UPPER;
    } while ((info & CLASS) !== 0);
    traits |= all;
    // Digits and capitals within a word part it for those who look for one of its parts.
    if ((all & DIGIT) !== 0 || (capitals > 0 && (all & LOWER) !== 0)) {
      addMixed(codes, start, at, splitCase);
      continue;
    }
    starts.push(start);
    ends.push(at);
    hashes.push(hash);
    const count = isCapitalized ? (capitals >>> 17) + 1 : 0;
    forms.push(
      (isCapitalized ? FIRST : 0) |
        ((all & FOREIGN) === 0 ? 0 : WIDE) |
        Math.min(count * CAPITAL, CAPITALS),
    );
    const place = placeOf(hash);
    if (place >= 0) addKnown(place, start);
  }
  if (colons >= 2) traits |= Trait.twoColons;
  return take(traits);
}

/** What the walk has noticed, and what that says of the text as a whole. */
function take(seen: number): Marks {
  const marks = {
    traits: seen & 0xffff,
    starts: starts.take(),
    ends: ends.take(),
    hashes: hashes.take(),
    forms: forms.take(),
    numbers: numbers.take(),
    digits: digits.take(),
    cues: cues.take(),
    cueWords: cueWords.take(),
    cueKinds: cueKinds.take(),
    allKinds,
    signs: signs.take(),
    signKinds: signKinds.take(),
    allSigns,
    runs: runs.take(),
    runEnds: runEnds.take(),
  };
  let allDigits = 0;
  for (const count of marks.digits) allDigits += count;
  if (allDigits >= 7) marks.traits |= Trait.sevenDigits;
  if ((allKinds & NUMBER_WORD) !== 0 && spellsDigits(marks)) marks.traits |= Trait.spelledDigits;
  return marks;
}

/** Notes a word, or a part of one, that somebody waits for; it is of the last word that `starts` has. */
function addKnown(place: number, from: number): void {
  const kinds = kindsAt(place);
  if (kinds !== 0) {
    cues.push(from);
    cueWords.push(starts.count - 1);
    cueKinds.push(kinds);
    allKinds |= kinds;
  }
  addSign(place, from);
}

function addSign(place: number, from: number): void {
  const sign = signsAt(place);
  if (sign === 0) return;
  signs.push(from);
  signKinds.push(sign);
  allSigns |= sign;
}

/** A word with digits or with capitals among small letters: `B12`, `McDonald`, `firstName`. */
function addMixed(codes: Uint16Array, start: number, end: number, splitCase: boolean): void {
  starts.push(start);
  // Of the word: where it begins and its digits; of the letters at hand: where they and the part of them begin.
  let word = start;
  let count = 0;
  let form = 0;
  let letters = start;
  let from = -1;
  let last = 0;
  for (let at = start; at <= end; at++) {
    const code = codes[at] ?? 0;
    const info = at < end ? ((code < 0x250 ? KNOWN[code] : describeCode(code)) ?? 0) : 0;
    const kind = info & CLASS;
    const isHump = kind === UPPER && last === LOWER;
    if (from >= 0 && (isHump || kind === DIGIT || kind === 0)) {
      const place = placeOf(hashUnits(codes, from, at));
      if (place >= 0) addKnown(place, from);
      // Capitals within a word part nothing for who looks for the word: `pAtient`.
      if (!isHump && from > letters) {
        const whole = placeOf(hashUnits(codes, letters, at));
        if (whole >= 0) addSign(whole, letters);
      }
      from = -1;
    }
    if (last === DIGIT && kind !== DIGIT) {
      runEnds.push(at);
      letters = at;
    }
    if (kind === 0 || (isHump && splitCase)) {
      ends.push(at);
      hashes.push(hashUnits(codes, word, at));
      forms.push(form + Math.min(count, MOST_DIGITS));
      if (count > 0) {
        numbers.push(starts.count - 1);
        digits.push(count);
      }
      if (kind === 0) return;
      starts.push(at);
      word = at;
      count = 0;
      form = 0;
    }
    if (at === word && kind === UPPER) form |= FIRST;
    if (kind === DIGIT) {
      if (last !== DIGIT) runs.push(at);
      count += 1;
    } else {
      if (kind === UPPER && (form & CAPITALS) !== CAPITALS) form += CAPITAL;
      if ((info & FOREIGN) !== 0) form |= WIDE;
      if (from < 0) from = at;
    }
    last = kind;
  }
}

function hashUnits(codes: Uint16Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ ((codes[at] ?? 0) | 0x20), PRIME);
  return hash;
}

function spellsDigits({ cues, cueKinds }: Pick<Marks, 'cues' | 'cueKinds'>): boolean {
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
    (code >= 0xc0 || code === 0xaa || code === 0xb5 || code === 0xba) &&
    code !== 0xd7 &&
    code !== 0xf7 &&
    !(code >= 0x2000 && code <= 0x2bff) &&
    !(code >= 0x3000 && code <= 0x3003)
  );
}
