import {
  dynamicRows,
  FEATURES,
  isCandidate,
  know,
  staticRows,
} from '../lambdas/core/scan/tagger/features.ts';
import type { Lexicon } from '../lambdas/core/scan/tagger/lexicon.ts';
import { ROW, TAGS } from '../lambdas/core/scan/tagger/tag.ts';
import { markText } from '../lambdas/core/scan/marks.ts';
import { tokenize, type Tokens } from '../lambdas/core/scan/tagger/tokens.ts';
import type { Example } from './fill.ts';
import type { Random } from './random.ts';

const FIRST = { PER: 1, LOC: 3, ORG: 5 } as const;

/** By how much a wrong tag must fall short, by what is right: to miss a name is the worse mistake. */
const MARGIN = { name: 14, plain: 7 } as const;

/**
 * An averaged perceptron that learns from its own mistakes from left to right, with a margin. Whole numbers
 * alone are added, so that the result is the same on every machine.
 */
export class Perceptron {
  readonly #lexicon: Lexicon;
  readonly #rows: number;
  readonly #weights: Int32Array;
  /** Sums of changes, each times the step at which it was made. */
  readonly #moved: Float64Array;
  #step = 1;

  constructor(lexicon: Lexicon, rows: number) {
    this.#lexicon = lexicon;
    this.#rows = rows;
    this.#weights = new Int32Array(rows * ROW);
    this.#moved = new Float64Array(rows * ROW);
  }

  train(examples: Example[], epochs: number, random: Random): void {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      let [seen, wrong] = [0, 0];
      for (const example of random.shuffle(examples)) {
        const result = this.#learn(example);
        seen += result.seen;
        wrong += result.wrong;
      }
      console.log(
        `epoch ${String(epoch)}: ${String(seen)} words, ${((100 * wrong) / seen).toFixed(2)} % wrong`,
      );
    }
  }

  #learn({ text, spans }: Example): { seen: number; wrong: number } {
    const tokens = tokenize(text, markText(text, false));
    const known = know(tokens, this.#lexicon);
    const gold = goldTags(tokens, spans);
    const rows = new Int32Array(FEATURES);
    const totals = new Int32Array(TAGS.length);
    let [before, before2] = [0, 0];
    let [seen, wrong] = [0, 0];
    for (let at = 0; at < tokens.count; at++) {
      let tag = 0;
      if (isCandidate(known, at, before)) {
        const mask = this.#rows - 1;
        let n = staticRows(known, tokens, at, rows, mask);
        n = dynamicRows(known, at, before, before2, rows, n, mask);
        const right = reachable(gold[at] ?? 0, before);
        this.#sum(rows, n, totals);
        tag = best(totals, before);
        seen += 1;
        if (tag !== right) wrong += 1;
        const rival = rivalOf(totals, before, right);
        if (rival >= 0) this.#move(rows, n, right, rival);
        this.#step += 1;
      }
      before2 = before;
      before = tag;
    }
    return { seen, wrong };
  }

  #sum(rows: Int32Array, n: number, totals: Int32Array): void {
    totals.fill(0);
    for (let row = 0; row < n; row++) {
      const base = (rows[row] ?? 0) * ROW;
      for (let tag = 0; tag < TAGS.length; tag++) {
        totals[tag] = (totals[tag] ?? 0) + (this.#weights[base + tag] ?? 0);
      }
    }
  }

  #move(rows: Int32Array, n: number, right: number, rival: number): void {
    for (let row = 0; row < n; row++) {
      const base = (rows[row] ?? 0) * ROW;
      for (const [tag, change] of [
        [right, 1],
        [rival, -1],
      ] as const) {
        this.#weights[base + tag] = (this.#weights[base + tag] ?? 0) + change;
        this.#moved[base + tag] = (this.#moved[base + tag] ?? 0) + change * this.#step;
      }
    }
  }

  /** The averaged weights as bytes, and by how much they were multiplied. */
  quantize(): { weights: Int8Array; factor: number } {
    const averages = new Float64Array(this.#weights.length);
    const sizes: number[] = [];
    for (let at = 0; at < averages.length; at++) {
      const average = (this.#weights[at] ?? 0) - (this.#moved[at] ?? 0) / this.#step;
      averages[at] = average;
      if (average !== 0) sizes.push(Math.abs(average));
    }
    sizes.sort((a, b) => a - b);
    const factor = 127 / (sizes[Math.floor(sizes.length * 0.9995)] ?? 1);
    const weights = new Int8Array(averages.length);
    averages.forEach((average, at) => {
      weights[at] = Math.max(-127, Math.min(127, Math.round(average * factor)));
    });
    return { weights, factor };
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

function best(totals: Int32Array, before: number): number {
  let tag = 0;
  for (let other = 1; other < TAGS.length; other++) {
    if (follows(other, before) && (totals[other] ?? 0) > (totals[tag] ?? 0)) tag = other;
  }
  return tag;
}

/** The wrong tag that comes too close, or -1. */
function rivalOf(totals: Int32Array, before: number, right: number): number {
  let rival = -1;
  let most = totals[right] ?? 0;
  for (let tag = 0; tag < TAGS.length; tag++) {
    if (tag === right || !follows(tag, before)) continue;
    const margin = right === 0 ? MARGIN.plain : tag === 0 ? MARGIN.name : MARGIN.plain;
    const total = (totals[tag] ?? 0) + margin;
    if (total > most) {
      most = total;
      rival = tag;
    }
  }
  return rival;
}
