import * as fold from './fold.ts';
import * as table from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import * as words from './tokens.ts';
import type { Tokens } from './tokens.ts';

// Bound here: what is run without a bundle looks an imported name up at every use.
const { combine } = fold;
const { clusterOf, Flag, flagsOf, levelOf, lookUp, mayStartPhrase } = table;
const { EDGE, Shape, suffixOf } = words;

/** Words of the longest place name that is known as a whole. */
const LONGEST_PHRASE = 4;

/** What the lexicon says of the tokens of one text, in columns shifted by `EDGE`. Reused between calls. */
export interface Knowledge {
  hashes: Int32Array;
  shapes: Uint8Array;
  flags: Uint8Array;
  clusters: Uint8Array;
  /** How far a token stands within a place name of several words: 0 not at all, 1 first, 2 later. */
  phrases: Uint8Array;
  /** 1 where the tagger looks; the others are taken for plain words. */
  candidates: Uint8Array;
  /** Tokens since the line or sentence began, 3 at most. */
  positions: Uint8Array;
  /** How the text is written: 0 as usual, 1 without capitals, 2 in capitals. */
  style: number;
}

function columns(size: number): Knowledge {
  const length = size + 2 * EDGE;
  return {
    hashes: new Int32Array(0),
    shapes: new Uint8Array(0),
    flags: new Uint8Array(length),
    clusters: new Uint8Array(length),
    phrases: new Uint8Array(length),
    candidates: new Uint8Array(length),
    positions: new Uint8Array(length),
    style: 0,
  };
}

let shared = columns(4096);

/** Looks every token up once, and decides which of them may be part of a name. */
export function know(tokens: Tokens, lexicon: Lexicon): Knowledge {
  const { count, hashes, shapes } = tokens;
  if (count + 2 * EDGE > shared.flags.length) shared = columns(count * 2);
  const known = shared;
  known.hashes = hashes;
  known.shapes = shapes;
  const { flags, clusters, phrases, candidates, positions } = known;
  let [lowers, capitals] = [0, 0];
  let position = 0;
  phrases.fill(0, 0, count + 2 * EDGE);
  for (let at = EDGE; at < count + EDGE; at++) {
    const shape = shapes[at] ?? 0;
    const isWord = shape >= Shape.lower && shape <= Shape.otherScript;
    const slot = isWord ? lookUp(lexicon, hashes[at] ?? 0) : 0;
    const said = flagsOf(slot);
    flags[at] = said;
    clusters[at] = clusterOf(slot);
    positions[at] = position;
    if (shape === Shape.lower) {
      lowers += 1;
      const length = (tokens.ends[at - EDGE] ?? 0) - (tokens.starts[at - EDGE] ?? 0);
      candidates[at] = length > 1 ? (LOWER_NAMES[said] ?? 0) : 0;
    } else if (shape >= Shape.capital && shape <= Shape.mixedCase) {
      if (shape === Shape.caps) capitals += 1;
      else if (shape === Shape.capital) lowers += 3;
      candidates[at] = beginsSentence(shape, said, position, shapes[at + 1] ?? 0) ? 0 : 1;
    } else candidates[at] = mayBeBeside(shapes, at, shape) ? 1 : 0;
    position = ENDS[shape] === 1 ? 0 : Math.min(3, position + 1);
  }
  for (let edge = 0; edge < EDGE; edge++) {
    for (const at of [edge, count + EDGE + edge]) flags[at] = clusters[at] = candidates[at] = 0;
  }
  known.style = capitals > lowers ? 2 : lowers >= 3 && !hasCapital(tokens) ? 1 : 0;
  findPhrases(known, count, lexicon);
  return known;
}

function hasCapital({ shapes, count }: Tokens): boolean {
  for (let at = EDGE; at < count + EDGE; at++) {
    const shape = shapes[at];
    if (shape === Shape.capital || shape === Shape.mixedCase) return true;
  }
  return false;
}

/** The shapes behind which a line or a sentence begins. */
const ENDS = new Uint8Array(32);
for (const shape of [Shape.newline, Shape.period, Shape.mark, Shape.colon]) ENDS[shape] = 1;

/** In another script; or a number or a joined word beside a capital, of addresses and of names with a hyphen. */
function mayBeBeside(shapes: Uint8Array, at: number, shape: number): boolean {
  if (shape === Shape.otherScript) return true;
  if (!isNumber(shape) && shape !== Shape.alphanumeric) return false;
  const next = shapes[at + 1] ?? 0;
  return isCapital(shapes[at - 1] ?? 0) || isCapital(next) || isNumber(next);
}

/**
 * A plain word with the capital of its sentence, and none behind it: `Please`, `The`, `I`. Every sentence has one, and
 * looking at it costs as much as looking at a name.
 */
function beginsSentence(shape: number, flags: number, position: number, next: number): boolean {
  if (isCapital(next) || next === Shape.hyphen || next === Shape.possessive) return false;
  if (shape === Shape.initial) return next === Shape.lower;
  return (
    shape === Shape.capital &&
    position === 0 &&
    levelOf(flags, Flag.word) === 3 &&
    (flags & NAMES) === 0
  );
}

/** The flags of given names, surnames and places. */
const NAMES = 0b111111;

const isCapital = (shape: number): boolean => shape >= Shape.capital && shape <= Shape.mixedCase;
const isNumber = (shape: number): boolean => shape >= Shape.digits1 && shape <= Shape.digits5;

/** For all flags of a word in lower case: 1 for a name or place that is no ordinary word, or a word that nobody knows. */
const LOWER_NAMES = Uint8Array.from({ length: 0x100 }, (_, flags) =>
  mayBeLowerName(flags) ? 1 : 0,
);

function mayBeLowerName(flags: number): boolean {
  const word = levelOf(flags, Flag.word);
  if (word === 3) return false;
  if (word === 0) return true;
  const name = Math.max(levelOf(flags, Flag.first), levelOf(flags, Flag.place));
  return name > word || (name === 2 && word === 2) || levelOf(flags, Flag.first) === 3;
}

function findPhrases(
  { hashes, shapes, phrases, candidates }: Knowledge,
  count: number,
  lexicon: Lexicon,
): void {
  for (let at = EDGE; at < count + EDGE; at++) {
    let hash = hashes[at] ?? 0;
    if (!mayStartPhrase(lexicon, hash)) continue;
    const capital = isCapital(shapes[at] ?? 0);
    let longest = 0;
    for (let length = 1; length < LONGEST_PHRASE; length++) {
      const next = at + length;
      const shape = shapes[next] ?? 0;
      if (shape === Shape.period || shape === Shape.hyphen) continue;
      if (shape < Shape.lower || shape > Shape.caps) break;
      hash = combine(hash, hashes[next] ?? 0);
      // In running text `The New` and `new york` are not both a place's name: the case is the same in all words.
      if (isCapital(shape) === capital && lookUp(lexicon, hash) !== 0) longest = length;
    }
    if (longest === 0) continue;
    phrases[at] = 1;
    candidates[at] = 1;
    for (let later = 1; later <= longest; later++) {
      phrases[at + later] = 2;
      candidates[at + later] = 1;
    }
    at += longest;
  }
}

/** The most rows of the weights that speak for one token. */
export const FEATURES = 23;
/** The first rows are those that hold the word itself, alone and with the one before and after it. */
export const OWN_WORD = 3;

/** The row of a feature with two values, before it is cut to the table's size. */
const row = (feature: number, a: number, b: number): number =>
  combine(Math.imul(feature + 1, 0x51ed270b) ^ a, b);

/** The features that depend on the text alone. @returns how many rows were written. */
export function staticRows(
  known: Knowledge,
  tokens: Tokens,
  index: number,
  rows: Int32Array,
  mask: number,
): number {
  const { hashes, shapes, flags, clusters, phrases, positions, style } = known;
  const at = index + EDGE;
  const h0 = hashes[at] ?? 0;
  const h1 = hashes[at - 1] ?? 0;
  const n1 = hashes[at + 1] ?? 0;
  const s0 = shapes[at] ?? 0;
  const s1 = shapes[at - 1] ?? 0;
  const t1 = shapes[at + 1] ?? 0;
  const own = (s0 << 8) | (flags[at] ?? 0);
  const phrase = phrases[at] ?? 0;
  const position = (positions[at] ?? 0) | (style << 2);
  rows[0] = row(0, h0, 0) & mask;
  rows[1] = row(1, h1, h0) & mask;
  rows[2] = row(2, h0, n1) & mask;
  rows[3] = row(3, h1, 0) & mask;
  rows[4] = row(4, n1, 0) & mask;
  rows[5] = row(5, own, style) & mask;
  rows[6] = row(6, own, position) & mask;
  rows[7] = row(7, own, phrase) & mask;
  rows[8] = row(8, phrase, s0 | ((phrases[at + 1] ?? 0) << 5)) & mask;
  rows[9] = row(9, suffixOf(tokens, index), s0) & mask;
  rows[10] = row(10, (s0 << 10) | (t1 << 5) | (shapes[at + 2] ?? 0), 0) & mask;
  rows[11] = row(11, (s1 << 10) | ((shapes[at - 2] ?? 0) << 5) | s0, t1) & mask;
  rows[12] = row(12, clusters[at] ?? 0, s0) & mask;
  rows[13] = row(13, clusters[at - 1] ?? 0, own) & mask;
  rows[14] = row(14, clusters[at + 1] ?? 0, own) & mask;
  rows[15] = row(15, clusters[at - 2] ?? 0, s0) & mask;
  rows[16] = row(16, clusters[at + 2] ?? 0, s0) & mask;
  rows[17] = row(17, hashes[at - 2] ?? 0, s0) & mask;
  rows[18] = row(18, hashes[at + 2] ?? 0, s0) & mask;
  return 19;
}

/** The features that depend on what the tokens before are taken for. @returns how many rows there are now. */
export function dynamicRows(
  known: Knowledge,
  index: number,
  before: number,
  before2: number,
  rows: Int32Array,
  from: number,
  mask: number,
): number {
  const { hashes, shapes, flags } = known;
  const at = index + EDGE;
  const own = ((shapes[at] ?? 0) << 8) | (flags[at] ?? 0);
  const tags = before | (before2 << 3);
  rows[from + 0] = row(20, tags, own) & mask;
  rows[from + 1] = row(21, before, hashes[at - 1] ?? 0) & mask;
  rows[from + 2] = row(22, (before << 16) | own, flags[at + 1] ?? 0) & mask;
  rows[from + 3] = row(23, tags, hashes[at + 1] ?? 0) & mask;
  return from + 4;
}

/**
 * Whether the tagger looks at a token: it may be part of a name by itself, or it stands between a name and what
 * may go on with it (a hyphen, an initial's period, `van`, the comma of `Roe, Jane`, a house number).
 */
export function isCandidate(
  { candidates, shapes }: Knowledge,
  index: number,
  before: number,
): boolean {
  const at = index + EDGE;
  if (candidates[at] === 1) return true;
  if (before === 0) return false;
  const shape = shapes[at] ?? 0;
  if (isNumber(shape) || shape === Shape.alphanumeric) return true;
  return candidates[at + 1] === 1 || (shape === Shape.period && isNumber(shapes[at + 1] ?? 0));
}
