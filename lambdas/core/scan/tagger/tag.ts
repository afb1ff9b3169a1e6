import * as features from './features.ts';
import type { Lexicon } from './lexicon.ts';
import * as tokenizer from './tokens.ts';
import type { MarkedWords } from './tokens.ts';

// Bound here: what is run without a bundle looks an imported name up at every use.
const { EDGE, tokenize } = tokenizer;
const { dynamicRows, FEATURES, isCandidate, know, staticRows } = features;

/** What a token is taken for: the first or a later word of a person's, a place's or an organization's name. */
export const TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG'] as const;
/** A row of weights, one for each tag and one that is not used. */
export const ROW = 8;

export interface Model {
  readonly lexicon: Lexicon;
  /** Rows of `ROW` weights, two in each number (`packWeights`); the number of rows is a power of two. */
  readonly packed: Int32Array;
  /** Sum of weights for an even chance to double: what turns a lead into odds. */
  readonly scale: number;
}

export interface TaggedSpan {
  readonly kind: 'PER' | 'LOC' | 'ORG';
  readonly start: number;
  readonly end: number;
  /** How much more it speaks for a name than against one, in the unit of the weights, of the weakest word. */
  readonly lead: number;
}

interface OpenSpan extends TaggedSpan {
  end: number;
  lead: number;
  /** Hash of the only word, for the vote. */
  word: number | undefined;
}

const rows = new Int32Array(FEATURES);
const totals = new Int32Array(ROW);

/**
 * Names of people, places and organizations in a text, by an averaged perceptron from left to right.
 *
 * @param words of the same text (`markText`)
 * @param against how much more must speak for a plain word than for a name; above 0 more names are found
 */
export function tagText(
  text: string,
  words: MarkedWords,
  { lexicon, packed }: Model,
  against: number,
): TaggedSpan[] {
  const tokens = tokenize(text, words);
  const { count, starts, ends, hashes } = tokens;
  const known = know(tokens, lexicon);
  const mask = packed.length / LANES - 1;
  const spans: OpenSpan[] = [];
  // Each word's leads added up over the text: what stands there ten times and is a name once is none.
  const votes = new Map<number, number>();
  let [before, before2] = [0, 0];
  let open: OpenSpan | undefined;
  const close = (): void => {
    if (open !== undefined) spans.push(open);
    open = undefined;
  };
  for (let at = 0; at < count; at++) {
    let tag = 0;
    let lead = 0;
    if (isCandidate(known, at, before)) {
      let n = staticRows(known, tokens, at, rows, mask);
      n = dynamicRows(known, at, before, before2, rows, n, mask);
      sum(packed, n);
      tag = bestTag(before, against);
      lead = (tag === 0 ? mostOfNames() : (totals[tag] ?? 0)) - (totals[0] ?? 0);
      const hash = hashes[at + EDGE] ?? 0;
      votes.set(hash, (votes.get(hash) ?? 0) + lead);
    }
    const kind = KINDS[tag];
    if (kind === undefined) close();
    else if (tag % 2 === 0 && open?.kind === kind) {
      open.end = ends[at] ?? 0;
      open.lead = Math.min(open.lead, lead);
      open.word = undefined;
    } else {
      close();
      open = { kind, start: starts[at] ?? 0, end: ends[at] ?? 0, lead, word: hashes[at + EDGE] };
    }
    before2 = before;
    before = tag;
  }
  close();
  return votes.size === 0 ? spans : spans.filter((span) => (votes.get(span.word ?? NaN) ?? 1) > 0);
}

/** Numbers in a row of packed weights. */
const LANES = ROW / 2;

/** Two weights in each number, the second 16 bits higher: adding the numbers adds both. */
export function packWeights(weights: Int8Array): Int32Array {
  const packed = new Int32Array(weights.length / 2);
  for (let at = 0; at < packed.length; at++) {
    packed[at] = (weights[2 * at] ?? 0) + (weights[2 * at + 1] ?? 0) * 0x10000;
  }
  return packed;
}

/** Adds up the first `n` rows into the totals. A sum of 48 bytes fits in 16 bits. */
function sum(packed: Int32Array, n: number): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let row = 0; row < n; row++) {
    const base = (rows[row] ?? 0) * LANES;
    a += packed[base] ?? 0;
    b += packed[base + 1] ?? 0;
    c += packed[base + 2] ?? 0;
    d += packed[base + 3] ?? 0;
  }
  unpack(a, 0);
  unpack(b, 2);
  unpack(c, 4);
  unpack(d, 6);
}

function unpack(both: number, at: number): void {
  const low = (both << 16) >> 16;
  totals[at] = low;
  totals[at + 1] = (both - low) / 0x10000;
}

const KINDS = [undefined, 'PER', 'PER', 'LOC', 'LOC', 'ORG', 'ORG'] as const;

function mostOfNames(): number {
  let most = totals[1] ?? 0;
  for (let tag = 2; tag < TAGS.length; tag++) most = Math.max(most, totals[tag] ?? 0);
  return most;
}

/** The best tag that may follow; a later word follows only its own kind. */
function bestTag(before: number, against: number): number {
  let best = 0;
  let most = (totals[0] ?? 0) - against;
  for (let tag = 1; tag < TAGS.length; tag++) {
    if (tag % 2 === 0 && before !== tag && before !== tag - 1) continue;
    const total = totals[tag] ?? 0;
    if (total > most) {
      most = total;
      best = tag;
    }
  }
  return best;
}
