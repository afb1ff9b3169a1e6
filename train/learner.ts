import { markText } from '../lambdas/core/scan/marks.ts';
import {
  dynamicRows,
  FEATURES,
  isCandidate,
  know,
  OWN_WORD,
  staticRows,
  type Knowledge,
} from '../lambdas/core/scan/tagger/features.ts';
import type { Lexicon } from '../lambdas/core/scan/tagger/lexicon.ts';
import { ROW, TAGS } from '../lambdas/core/scan/tagger/tag.ts';
import { EDGE, tokenize, type Tokens } from '../lambdas/core/scan/tagger/tokens.ts';
import { exponential } from './exponential.ts';
import type { Example } from './fill.ts';
import type { Random } from './random.ts';

const FIRST = { PER: 1, LOC: 3, ORG: 5 } as const;

/** How far one mistake moves a weight that has not been moved before. */
const RATE = 0.1;
/** Keeps the first steps of a weight small. */
const CAUTION = 0.1;
/** A probability that is this near to what it should be moves nothing. */
const ENOUGH = 0.001;
/** What a plain word is given ahead where a name is right: to miss a name is the worse mistake. */
const AHEAD = 2;
/**
 * Of the rows of a word so many are left out at random, besides of the rows that hold the word itself, and of
 * the names so many are unknown to the lexicon: everything that speaks for a name has to be learned, and not only the
 * strongest.
 */
const LEFT_OUT = { row: 0.2, word: 0.25, known: 0.08 } as const;

/** Rows before they are cut to the table's size: so many that two features seldom share one. */
const UNCUT = (1 << 24) - 1;
/** What stood in the examples less often teaches nothing: it would move the rows that it shares with what does. */
const OFTEN = 2;

/**
 * A log-linear model that learns from left to right, from what it takes the words before for itself. Every weight has a
 * step of its own, the smaller the more it has been moved. Only sums, products, quotients and square roots are taken,
 * in a fixed order, so that the result is the same on every machine.
 */
export class Learner {
  readonly #lexicon: Lexicon;
  readonly #mask: number;
  readonly #weights: Float32Array;
  /** Sums of the squares by which each weight was moved. */
  readonly #moves: Float32Array;
  /** Sums of the weights at the end of epochs. */
  readonly #sums: Float64Array;
  #summed = 0;
  /** How often each uncut row stood in the examples, up to `OFTEN`. */
  readonly #seen = new Uint8Array(UNCUT + 1);
  readonly #rows = new Int32Array(FEATURES);
  /** 1 for the rows that learn. */
  readonly #learns = new Uint8Array(FEATURES);
  readonly #totals = new Float64Array(TAGS.length);
  readonly #odds = new Float64Array(TAGS.length);

  constructor(lexicon: Lexicon, rows: number) {
    this.#lexicon = lexicon;
    this.#mask = rows - 1;
    this.#weights = new Float32Array(rows * ROW);
    this.#moves = new Float32Array(rows * ROW);
    this.#sums = new Float64Array(rows * ROW);
  }

  /**
   * Learns anew, and adds to what was learned before. The weights are averaged over the second half of the epochs, and
   * over all calls: what several learn in different orders from different examples varies less than what one does.
   */
  train(examples: Example[], epochs: number, random: Random): void {
    this.#weights.fill(0);
    this.#moves.fill(0);
    this.#seen.fill(0);
    for (const example of examples) this.#count(example);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      let [seen, wrong] = [0, 0];
      for (const example of random.shuffle(examples)) {
        const result = this.#learn(example, random);
        seen += result.seen;
        wrong += result.wrong;
      }
      console.log(
        `epoch ${String(epoch)}: ${String(seen)} words, ${((100 * wrong) / seen).toFixed(2)} % wrong`,
      );
      if (epoch * 2 <= epochs) continue;
      this.#summed += 1;
      for (let at = 0; at < this.#sums.length; at++) {
        this.#sums[at] = (this.#sums[at] ?? 0) + (this.#weights[at] ?? 0);
      }
    }
  }

  /** Counts the rows of an example, each word behind what the words before are in truth. */
  #count({ text, spans }: Example): void {
    const tokens = tokenize(text, markText(text, false));
    const known = know(tokens, this.#lexicon);
    const gold = goldTags(tokens, spans);
    let [before, before2] = [0, 0];
    for (let at = 0; at < tokens.count; at++) {
      let tag = 0;
      if (isCandidate(known, at, before)) {
        const n = this.#uncutRows(known, tokens, at, before, before2);
        for (let row = 0; row < n; row++) {
          const uncut = this.#rows[row] ?? 0;
          this.#seen[uncut] = Math.min(OFTEN, (this.#seen[uncut] ?? 0) + 1);
        }
        tag = reachable(gold[at] ?? 0, before);
      }
      before2 = before;
      before = tag;
    }
  }

  #uncutRows(
    known: Knowledge,
    tokens: Tokens,
    at: number,
    before: number,
    before2: number,
  ): number {
    const fixed = staticRows(known, tokens, at, this.#rows, UNCUT);
    return dynamicRows(known, at, before, before2, this.#rows, fixed, UNCUT);
  }

  #learn({ text, spans }: Example, random: Random): { seen: number; wrong: number } {
    const tokens = tokenize(text, markText(text, false));
    const known = know(tokens, this.#lexicon);
    const gold = goldTags(tokens, spans);
    forget(known, gold, random);
    let [before, before2] = [0, 0];
    let [seen, wrong] = [0, 0];
    for (let at = 0; at < tokens.count; at++) {
      let tag = 0;
      if (isCandidate(known, at, before)) {
        const n = this.#rowsOf(known, tokens, at, before, before2, random);
        const right = reachable(gold[at] ?? 0, before);
        this.#add(n);
        tag = best(this.#totals, before);
        seen += 1;
        if (tag !== right) wrong += 1;
        this.#move(n, right, before);
      }
      before2 = before;
      before = tag;
    }
    return { seen, wrong };
  }

  /** The rows of a word without those that are left out. @returns how many. */
  #rowsOf(
    known: Knowledge,
    tokens: Tokens,
    at: number,
    before: number,
    before2: number,
    random: Random,
  ): number {
    const rows = this.#rows;
    const all = this.#uncutRows(known, tokens, at, before, before2);
    const isWordOut = random.chance(LEFT_OUT.word);
    let n = 0;
    for (let row = 0; row < all; row++) {
      if ((row < OWN_WORD && isWordOut) || random.chance(LEFT_OUT.row)) continue;
      const uncut = rows[row] ?? 0;
      rows[n] = uncut & this.#mask;
      this.#learns[n] = (this.#seen[uncut] ?? 0) < OFTEN ? 0 : 1;
      n += 1;
    }
    return n;
  }

  #add(n: number): void {
    const totals = this.#totals.fill(0);
    for (let row = 0; row < n; row++) {
      const base = (this.#rows[row] ?? 0) * ROW;
      for (let tag = 0; tag < TAGS.length; tag++) {
        totals[tag] = (totals[tag] ?? 0) + (this.#weights[base + tag] ?? 0);
      }
    }
  }

  #move(n: number, right: number, before: number): void {
    this.#weigh(right, before);
    for (let tag = 0; tag < TAGS.length; tag++) {
      const off = (this.#odds[tag] ?? 0) - (tag === right ? 1 : 0);
      if (off < ENOUGH && off > -ENOUGH) continue;
      for (let row = 0; row < n; row++) {
        if (this.#learns[row] === 0) continue;
        const at = (this.#rows[row] ?? 0) * ROW + tag;
        const moves = (this.#moves[at] ?? 0) + off * off;
        this.#moves[at] = moves;
        this.#weights[at] = (this.#weights[at] ?? 0) - (RATE * off) / (Math.sqrt(moves) + CAUTION);
      }
    }
  }

  /** How likely each tag that may follow is. */
  #weigh(right: number, before: number): void {
    const odds = this.#odds;
    let most = -Infinity;
    for (let tag = 0; tag < TAGS.length; tag++) {
      if (!follows(tag, before)) continue;
      const total = (this.#totals[tag] ?? 0) + (tag === 0 && right !== 0 ? AHEAD : 0);
      odds[tag] = total;
      most = Math.max(most, total);
    }
    let sum = 0;
    for (let tag = 0; tag < TAGS.length; tag++) {
      const odd = follows(tag, before) ? exponential((odds[tag] ?? 0) - most) : 0;
      odds[tag] = odd;
      sum += odd;
    }
    for (let tag = 0; tag < TAGS.length; tag++) odds[tag] = (odds[tag] ?? 0) / sum;
  }

  /** The averaged weights as bytes, and by how much they were multiplied. */
  quantize(): { weights: Int8Array; factor: number } {
    const averages = this.#sums.map((sum) => sum / this.#summed);
    const sizes = averages
      .filter((average) => average !== 0)
      .map(Math.abs)
      .sort();
    // The few largest ones are cut.
    const factor = 127 / (sizes[Math.floor(sizes.length * 0.9995)] ?? 1);
    const weights = new Int8Array(averages.length);
    averages.forEach((average, at) => {
      weights[at] = Math.max(-127, Math.min(127, Math.round(average * factor)));
    });
    return { weights, factor };
  }
}

/** Takes some names out of the lexicon's knowledge, as the names that nobody has listed are. */
function forget(
  { flags, clusters, phrases, candidates }: Knowledge,
  gold: Uint8Array,
  random: Random,
): void {
  for (let index = 0; index < gold.length; index++) {
    if (gold[index] === 0 || !random.chance(LEFT_OUT.known)) continue;
    const at = index + EDGE;
    flags[at] = clusters[at] = phrases[at] = 0;
    candidates[at] = 1;
  }
}

/** The tag of each token, by the spans that hold it. */
function goldTags({ count, starts, ends }: Tokens, spans: Example['spans']): Uint8Array {
  const tags = new Uint8Array(count);
  let span = 0;
  let isInside = false;
  for (let at = 0; at < count; at++) {
    const [start, end] = [starts[at] ?? 0, ends[at] ?? 0];
    while (span < spans.length && (spans[span]?.end ?? 0) <= start) {
      span += 1;
      isInside = false;
    }
    const here = spans[span];
    if (here === undefined || here.start >= end) continue;
    tags[at] = FIRST[here.kind] + (isInside ? 1 : 0);
    isInside = true;
  }
  return tags;
}

/** A later word of a name whose first one was missed is a first one. */
function reachable(gold: number, before: number): number {
  if (gold === 0 || gold % 2 === 1) return gold;
  return before === gold || before === gold - 1 ? gold : gold - 1;
}

const follows = (tag: number, before: number): boolean =>
  tag === 0 || tag % 2 === 1 || before === tag || before === tag - 1;

function best(totals: Float64Array, before: number): number {
  let tag = 0;
  for (let other = 1; other < TAGS.length; other++) {
    if (follows(other, before) && (totals[other] ?? 0) > (totals[tag] ?? 0)) tag = other;
  }
  return tag;
}
