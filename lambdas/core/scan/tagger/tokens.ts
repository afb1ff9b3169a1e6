import * as fold from './fold.ts';

// Bound here: what is run without a bundle looks an imported name up at every use, and these are used for every letter.
const { foldCode, HASH_START, hashStep, Kind, kindOf } = fold;
const { lower: LOWER, upper: UPPER, digit: DIGIT, space: SPACE, other: OTHER } = Kind;

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

/** Tokens of one text, in columns. Reused: what a call returns is valid until the next one. */
export interface Tokens {
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** FNV-1a of the folded token. */
  hashes: Int32Array;
  shapes: Uint8Array;
  /** FNV-1a of the first three folded letters, and of the last two and three. */
  prefixes: Int32Array;
  suffixes2: Int32Array;
  suffixes3: Int32Array;
}

function columns(size: number): Tokens {
  return {
    count: 0,
    starts: new Int32Array(size),
    ends: new Int32Array(size),
    hashes: new Int32Array(size),
    shapes: new Uint8Array(size),
    prefixes: new Int32Array(size),
    suffixes2: new Int32Array(size),
    suffixes3: new Int32Array(size),
  };
}

let shared = columns(4096);

const NEWLINE = 0x0a;
const APOSTROPHE = 0x27;

/**
 * Splits a text into words, numbers, marks and line ends. An apostrophe inside a word stays with it, but for a
 * possessive's; hyphens part words.
 */
export function tokenize(text: string): Tokens {
  // A token has one character at least.
  if (text.length + 2 > shared.starts.length) shared = columns(text.length * 2);
  const tokens = shared;
  let count = 0;
  let at = 0;
  const { length } = text;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === SPACE) {
      if (code === NEWLINE && count > 0 && tokens.shapes[count - 1] !== Shape.newline) {
        put(tokens, count++, at, at + 1, Shape.newline, NEWLINE);
      }
      at += 1;
    } else if (kind === OTHER) {
      if (code === APOSTROPHE && isPossessive(text, at)) {
        put(tokens, count++, at, at + 2, Shape.possessive, APOSTROPHE);
        at += 2;
      } else {
        put(tokens, count++, at, at + 1, shapeOfMark(code), code);
        at += 1;
      }
    } else {
      at = word(tokens, count++, text, at);
    }
  }
  tokens.count = count;
  return tokens;
}

function put(
  tokens: Tokens,
  index: number,
  start: number,
  end: number,
  shape: number,
  code: number,
): void {
  tokens.starts[index] = start;
  tokens.ends[index] = end;
  tokens.shapes[index] = shape;
  tokens.hashes[index] = hashStep(HASH_START, code);
  tokens.prefixes[index] = 0;
  tokens.suffixes2[index] = 0;
  tokens.suffixes3[index] = 0;
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

function word(tokens: Tokens, index: number, text: string, start: number): number {
  let [hash, prefix] = [HASH_START, HASH_START];
  let [last1, last2, last3] = [0, 0, 0];
  let [letters, uppers, digits, others] = [0, 0, 0, 0];
  let at = start;
  const firstKind = kindOf(text.charCodeAt(start));
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind >= LOWER) {
      const folded = foldCode(code);
      hash = hashStep(hash, folded);
      if (at - start < 3) prefix = hashStep(prefix, folded);
      last3 = last2;
      last2 = last1;
      last1 = folded;
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
  tokens.starts[index] = start;
  tokens.ends[index] = at;
  tokens.hashes[index] = hash;
  tokens.prefixes[index] = prefix;
  const suffix2 = hashStep(hashStep(HASH_START, last2), last1);
  tokens.suffixes2[index] = suffix2;
  tokens.suffixes3[index] = hashStep(suffix2, last3);
  tokens.shapes[index] = shapeOfWord(letters, uppers, digits, others, firstKind);
  return at;
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
