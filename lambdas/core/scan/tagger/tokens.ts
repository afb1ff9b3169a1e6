import { Form, type Marks } from '../marks.ts';
import * as fold from './fold.ts';

// Bound here: what is run without a bundle looks an imported name up at every use, and these are used for every letter.
const { foldCode, HASH_START, hashStep, Kind, kindOf } = fold;
const { lower: LOWER, upper: UPPER, digit: DIGIT, space: SPACE, other: OTHER } = Kind;
const { mostDigits: DIGITS, capitals: CAPITALS, first: FIRST, wide: WIDE } = Form;

/** How a token is written; digits and letters by how many there are where that says something. */
export const Shape = {
  none: 0,
  newline: 1,
  lower: 2,
  capital: 3,
  initial: 4,
  caps: 5,
  mixedCase: 6,
  alphanumeric: 7,
  otherScript: 8,
  digits1: 9,
  digits2: 10,
  digits3: 11,
  digits4: 12,
  digits5: 13,
  digitsMore: 14,
  period: 15,
  comma: 16,
  colon: 17,
  hyphen: 18,
  slash: 19,
  quote: 20,
  open: 21,
  close: 22,
  at: 23,
  possessive: 24,
  mark: 25,
  symbol: 26,
} as const;

/** Tokens before and after the text, that the context of the outer ones reaches into. */
export const EDGE = 2;

/** Tokens of one text, in columns. Reused: what a call returns is valid until the next one. */
export interface Tokens {
  text: string;
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** FNV-1a of the folded token, shifted by `EDGE`. */
  hashes: Int32Array;
  /** Shifted by `EDGE`. */
  shapes: Uint8Array;
}

/** What the walk over a text has noticed of its words. */
export type MarkedWords = Pick<Marks, 'starts' | 'ends' | 'hashes' | 'forms'>;

function columns(size: number): Tokens {
  return {
    text: '',
    count: 0,
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    hashes: new Int32Array(size + 2 * EDGE),
    shapes: new Uint8Array(size + 2 * EDGE),
  };
}

let shared = columns(4096);

const NEWLINE = 0x0a;
const APOSTROPHE = 0x27;

/**
 * Splits a text into words, numbers, marks and line ends. An apostrophe inside a word stays with it, but for a
 * possessive's; hyphens part words.
 *
 * @param words of the same text
 */
export function tokenize(text: string, words: MarkedWords): Tokens {
  // A token has one character at least.
  if (text.length + 2 > shared.starts.length) shared = columns(text.length * 2);
  const tokens = shared;
  const { starts, ends, hashes, forms } = words;
  tokens.text = text;
  tokens.count = 0;
  let at = 0;
  for (let word = 0; word < starts.length; word++) {
    const start = starts[word] ?? 0;
    const end = ends[word] ?? 0;
    if (at < start) at = between(tokens, at, start);
    // One with an apostrophe has been taken whole.
    if (at > start) continue;
    const form = forms[word] ?? 0;
    if ((form & WIDE) !== 0) at = between(tokens, start, end);
    else {
      const shape = shapeOf(form, end - start);
      put(tokens, start, end, shape, hashes[word] ?? 0);
      at = end;
    }
  }
  between(tokens, at, text.length);
  const { count } = tokens;
  for (let edge = 0; edge < EDGE; edge++) {
    for (const place of [edge, count + EDGE + edge]) {
      tokens.hashes[place] = edge + 1;
      tokens.shapes[place] = Shape.none;
    }
  }
  return tokens;
}

/** Of a word of ASCII. */
function shapeOf(form: number, length: number): number {
  const digits = form & DIGITS;
  const capitals = (form & CAPITALS) >>> 8;
  const first = (form & FIRST) === 0 ? LOWER : UPPER;
  if (length < DIGITS) return shapeOfWord(length - digits, capitals, digits, 0, first);
  // Too long for the counts, and for a name.
  return digits > 0 ? Shape.alphanumeric : Shape.mixedCase;
}

/** Everything from a place to another, character by character. @returns where the last token ends. */
function between(tokens: Tokens, from: number, to: number): number {
  const { text } = tokens;
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    // Most of what stands between words.
    if (code === 0x20) {
      at += 1;
      continue;
    }
    const kind = kindOf(code);
    if (kind === SPACE) {
      const { count } = tokens;
      if (code === NEWLINE && count > 0 && tokens.shapes[count - 1 + EDGE] !== Shape.newline) {
        put(tokens, at, at + 1, Shape.newline, hashStep(HASH_START, NEWLINE));
      }
      at += 1;
    } else if (kind !== OTHER) {
      at = word(tokens, at);
    } else if (code !== APOSTROPHE) {
      put(tokens, at, at + 1, shapeOfMark(code), hashStep(HASH_START, code));
      at += 1;
    } else if (isPossessive(text, at)) {
      put(tokens, at, at + 2, Shape.possessive, hashStep(HASH_START, APOSTROPHE));
      at += 2;
    } else if (goesOn(tokens, at)) {
      tokens.count -= 1;
      at = word(tokens, tokens.starts[tokens.count] ?? at);
    } else {
      put(tokens, at, at + 1, Shape.quote, hashStep(HASH_START, APOSTROPHE));
      at += 1;
    }
  }
  return at;
}

/** Whether an apostrophe stands in the middle of a word, whose beginning is the last token. */
function goesOn({ text, count, ends, starts }: Tokens, at: number): boolean {
  if (count === 0 || ends[count - 1] !== at || !(kindOf(text.charCodeAt(at + 1)) >= LOWER)) {
    return false;
  }
  for (let letter = starts[count - 1] ?? at; letter < at; letter++) {
    const kind = kindOf(text.charCodeAt(letter));
    if (kind === LOWER || kind === UPPER) return true;
  }
  return false;
}

function put(tokens: Tokens, start: number, end: number, shape: number, hash: number): void {
  const index = tokens.count++;
  tokens.starts[index] = start;
  tokens.ends[index] = end;
  tokens.shapes[index + EDGE] = shape;
  tokens.hashes[index + EDGE] = hash;
}

/** `'s` at the end of a word; `O'S` goes on. */
function isPossessive(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1) | 0x20;
  return (
    next === 0x73 &&
    !(kindOf(text.charCodeAt(at + 2)) >= LOWER) &&
    at > 0 &&
    kindOf(text.charCodeAt(at - 1)) >= LOWER
  );
}

/** A word or number that begins here. @returns where it ends. */
function word(tokens: Tokens, start: number): number {
  const { text } = tokens;
  let hash = HASH_START;
  let [letters, uppers, digits, others] = [0, 0, 0, 0];
  let at = start;
  const firstKind = kindOf(text.charCodeAt(start));
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind >= LOWER) {
      hash = hashStep(hash, foldCode(code));
      if (kind === DIGIT) digits += 1;
      else {
        letters += 1;
        if (kind === UPPER) uppers += 1;
        if (code >= 0x370) others += 1;
      }
    } else if (
      code === APOSTROPHE &&
      at > start &&
      letters > 0 &&
      kindOf(text.charCodeAt(at + 1)) >= LOWER &&
      !isPossessive(text, at)
    ) {
      hash = hashStep(hash, code);
    } else break;
  }
  put(tokens, start, at, shapeOfWord(letters, uppers, digits, others, firstKind), hash);
  return at;
}

/** The hash of the last three folded letters of a token, of those that it has; 0 for a mark. Apostrophes are no letters. */
export function suffixOf({ text, starts, ends }: Tokens, index: number): number {
  const start = starts[index] ?? 0;
  if (!(kindOf(text.charCodeAt(start)) >= LOWER)) return 0;
  let hash = HASH_START;
  let letters = 0;
  for (let at = (ends[index] ?? 0) - 1; at >= start && letters < 3; at--) {
    const code = text.charCodeAt(at);
    if (code === APOSTROPHE) continue;
    hash = hashStep(hash, foldCode(code));
    letters += 1;
  }
  return hash;
}

function shapeOfWord(
  letters: number,
  uppers: number,
  digits: number,
  others: number,
  first: number,
): number {
  if (digits > 0) {
    if (letters > 0) return Shape.alphanumeric;
    return digits > 5 ? Shape.digitsMore : Shape.digits1 + digits - 1;
  }
  if (uppers === 0) return others > 0 ? Shape.otherScript : Shape.lower;
  if (uppers === letters) return letters === 1 ? Shape.initial : Shape.caps;
  return uppers === 1 && first === UPPER ? Shape.capital : Shape.mixedCase;
}

function shapeOfMark(code: number): number {
  switch (code) {
    case 0x2e:
      return Shape.period;
    case 0x2c:
    case 0x3b:
      return Shape.comma;
    case 0x3a:
    case 0x3d:
      return Shape.colon;
    case 0x2d:
      return Shape.hyphen;
    case 0x2f:
      return Shape.slash;
    case 0x22:
    case 0x27:
      return Shape.quote;
    case 0x28:
    case 0x5b:
    case 0x7b:
    case 0x3c:
      return Shape.open;
    case 0x29:
    case 0x5d:
    case 0x7d:
    case 0x3e:
      return Shape.close;
    case 0x40:
      return Shape.at;
    case 0x21:
    case 0x3f:
      return Shape.mark;
    default:
      return Shape.symbol;
  }
}
