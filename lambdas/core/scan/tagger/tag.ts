import { dynamicRows, FEATURES, isCandidate, know, staticRows } from './features.ts';
import type { Lexicon } from './lexicon.ts';
import { tokenize } from './tokens.ts';

/** What a token is taken for: the first or a later word of a person's, a place's or an organization's name. */
export const TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG'] as const;
/** A row of weights, one for each tag and one that is not used. */
export const ROW = 8;

export interface Model {
  readonly lexicon: Lexicon;
  /** Rows of `ROW` weights; the number of rows is a power of two. */
  readonly weights: Int8Array;
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
 * @param against how much more must speak for a plain word than for a name; above 0 more names are found
 */
export function tagText(text: string, { lexicon, weights }: Model, against: number): TaggedSpan[] {
  const tokens = tokenize(text);
  const { count, starts, ends, hashes } = tokens;
  const known = know(tokens, lexicon);
  const mask = weights.length / ROW - 1;
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
      totals.fill(0);
      for (let row = 0; row < n; row++) {
        const base = (rows[row] ?? 0) * ROW;
        for (let column = 0; column < TAGS.length; column++) {
          totals[column] = (totals[column] ?? 0) + (weights[base + column] ?? 0);
        }
      }
      tag = bestTag(before, against);
      lead =
        (tag === 0 ? Math.max(...totals.subarray(1, TAGS.length)) : (totals[tag] ?? 0)) -
        (totals[0] ?? 0);
      const hash = hashes[at] ?? 0;
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
      open = { kind, start: starts[at] ?? 0, end: ends[at] ?? 0, lead, word: hashes[at] };
    }
    before2 = before;
    before = tag;
  }
  close();
  return votes.size === 0 ? spans : spans.filter((span) => (votes.get(span.word ?? NaN) ?? 1) > 0);
}

const KINDS = [undefined, 'PER', 'PER', 'LOC', 'LOC', 'ORG', 'ORG'] as const;

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
