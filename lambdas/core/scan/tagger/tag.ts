import * as features from './features.ts';
import * as table from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import * as tokenizer from './tokens.ts';
import type { MarkedWords } from './tokens.ts';

// Bound here: what is run without a bundle looks an imported name up at every use.
const { EDGE, Shape, tokenize } = tokenizer;
const { Flag, levelOf } = table;
const { dynamicRows, FEATURES, isCandidate, know, staticRows } = features;

/** What a token is taken for: the first or a later word of a person's, a place's or an organization's name. */
export const TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG'] as const;
/** A row of weights, one for each tag and one that is not used. */
export const ROW = 8;
/** What is added to a weight so that its byte has no sign. */
export const BIAS = 128;

export interface Model {
  readonly lexicon: Lexicon;
  /** Rows of `ROW` weights, four in each number, with `BIAS` so that none has a sign; a power of two of rows. */
  readonly rows: Int32Array;
  /** Sum of weights that makes a chance e times as great: what turns a lead into odds. */
  readonly scale: number;
}

export interface TaggedSpan {
  readonly kind: 'PER' | 'LOC' | 'ORG';
  readonly start: number;
  readonly end: number;
  /** Hash of the first token. */
  readonly first: number;
  /** How much more it speaks for a name than against one, in the unit of the weights, of the weaker of its first two words. */
  readonly lead: number;
}

interface OpenSpan extends TaggedSpan {
  end: number;
  lead: number;
  /** Whether it has but one word, on which there is a vote. */
  isWord: boolean;
}

const rows = new Int32Array(FEATURES);
const totals = new Int32Array(ROW);

/**
 * Names of people, places and organizations in a text, by a log-linear model from left to right.
 *
 * @param words of the same text (`markText`)
 * @param against how much more must speak for a plain word than for a name; above 0 more names are found
 */
export function tagText(
  text: string,
  words: MarkedWords,
  { lexicon, rows: weights, scale }: Model,
  against: number,
): TaggedSpan[] {
  const tokens = tokenize(text, words);
  const { count, starts, ends, hashes } = tokens;
  const known = know(tokens, lexicon);
  const mask = weights.length / NUMBERS - 1;
  const spans: OpenSpan[] = [];
  if (count > leads.length)
    [leads, looked] = [new Int32Array(2 * count), new Int32Array(2 * count)];
  let looks = 0;
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
      sum(weights, n);
      totals[LOC] = (totals[LOC] ?? 0) + (isPlaceAlone(known, at) ? ALONE : ANY_PLACE) * scale;
      tag = bestTag(before, against);
      lead = (tag === 0 ? mostOfNames() : (totals[tag] ?? 0)) - (totals[0] ?? 0);
      leads[looks] = lead;
      looked[looks] = hashes[at + EDGE] ?? 0;
      looks += 1;
    }
    const kind = KINDS[tag];
    if (kind === undefined) close();
    else if (tag % 2 === 0 && open?.kind === kind) {
      open.end = ends[at] ?? 0;
      // Two words say whether it is a name; a weak third one only how far it goes: `WALTER GRACE HIV`.
      if (open.isWord) open.lead = Math.min(open.lead, lead);
      open.isWord = false;
    } else {
      close();
      const first = hashes[at + EDGE] ?? 0;
      open = { kind, start: starts[at] ?? 0, end: ends[at] ?? 0, first, lead, isWord: true };
    }
    before2 = before;
    before = tag;
  }
  close();
  return elected(spans, looks);
}

/** The first word of a place, among the tags. */
const LOC = 3;
/** How much ahead a place is, as a power of e: to miss one is the worse mistake. */
const ANY_PLACE = 0.25;
/** The same for a word that names a place and nothing else. */
const ALONE = 1.75;

/** For all flags of a word: 1 for a place of some size that is nobody's name and no plain word. */
const PLACES_ALONE = Uint8Array.from({ length: 0x100 }, (_, flags) =>
  levelOf(flags, Flag.place) >= 2 &&
  [Flag.first, Flag.last, Flag.word].every((what) => levelOf(flags, what) === 0)
    ? 1
    : 0,
);

/** A word that names a place and nothing else: it is one that much more likely. Not letters, which are of many things. */
const isPlaceAlone = ({ flags, shapes }: features.Knowledge, at: number): boolean =>
  PLACES_ALONE[flags[at + EDGE] ?? 0] === 1 && shapes[at + EDGE] !== Shape.caps;

/** The hash of each token that the tagger looked at, and how much more it speaks for a name than against one. */
let looked = new Int32Array(4096);
let leads = new Int32Array(4096);

/** Each word's leads added up over the text: what stands there ten times and is a name once is none. */
function elected(spans: readonly OpenSpan[], looks: number): OpenSpan[] {
  const votes = new Map<number, number>();
  for (const { first, isWord } of spans) if (isWord) votes.set(first, 0);
  for (let look = 0; votes.size > 0 && look < looks; look++) {
    const hash = looked[look] ?? 0;
    const sum = votes.get(hash);
    if (sum !== undefined) votes.set(hash, sum + (leads[look] ?? 0));
  }
  return spans.filter(({ first, isWord }) => !isWord || (votes.get(first) ?? 1) > 0);
}

/** Numbers in a row of weights. */
const NUMBERS = ROW / 4;
/** Every second byte of a number: sums of 48 bytes have room in 16 bits. */
const EVEN = 0xff00ff;

/** Adds up the first `n` rows into the totals. */
function sum(weights: Int32Array, n: number): void {
  let [even0, odd0, even1, odd1] = [0, 0, 0, 0];
  for (let row = 0; row < n; row++) {
    const base = (rows[row] ?? 0) * NUMBERS;
    const first = weights[base] ?? 0;
    const second = weights[base + 1] ?? 0;
    even0 += first & EVEN;
    odd0 += (first >>> 8) & EVEN;
    even1 += second & EVEN;
    odd1 += (second >>> 8) & EVEN;
  }
  const bias = BIAS * n;
  totals[0] = (even0 & 0xffff) - bias;
  totals[1] = (odd0 & 0xffff) - bias;
  totals[2] = (even0 >>> 16) - bias;
  totals[3] = (odd0 >>> 16) - bias;
  totals[4] = (even1 & 0xffff) - bias;
  totals[5] = (odd1 & 0xffff) - bias;
  totals[6] = (even1 >>> 16) - bias;
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
