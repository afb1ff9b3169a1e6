import { HEALTH_LEXICON, HEALTH_WORD, singulars, WEIGHT, type Term } from '../lexicon.ts';
import { Trait, viewOf, type View } from '../normalize.ts';
import type { Recogniser, Span } from '../recogniser.ts';
import { isAdjacent, wordAt, type Words } from '../words.ts';

interface Match {
  readonly term: Term;
  /** Index after the last word of the term. */
  readonly next: number;
}

/**
 * Words and phrases of health, care and payment for care, from the lexicon. Field names count as well
 * (`{"diabetes": true}`), but there only terms that need no company.
 */
export const healthTerms: Recogniser = {
  name: 'health-terms',
  recognise(segment) {
    const spans: Span[] = [];
    const view = viewOf(segment);
    if ((view.allKinds & HEALTH_WORD) === 0) return spans;
    const least = leastScore(view);
    const { cues, cueWords, cueKinds, starts, ends } = view;
    let next = 0;
    for (let cue = 0; cue < cues.length; cue++) {
      const index = cueWords[cue] ?? 0;
      if (((cueKinds[cue] ?? 0) & HEALTH_WORD) === 0 || index < next) continue;
      // Letters in the middle of a word are none of their own: `HbA1c`.
      const start = starts[index] ?? 0;
      if (cues[cue] !== start) continue;
      const match = matchAt(view, index);
      if (match === undefined) continue;
      ({ next } = match);
      const { term } = match;
      if (term.label === undefined || term.score < least) continue;
      const [from, to] = view.toReceived(start, ends[next - 1] ?? 0);
      spans.push({ label: term.label, start: from, end: to, score: term.score });
    }
    return spans;
  },
};

/**
 * Field names and single words (`checkout.session`, `cs_test_a1`) are codes of somebody's program: faint
 * words mean nothing there, and in names only terms that need no company mean anything.
 */
function leastScore(view: View): number {
  if (view.isFieldName) return WEIGHT.strong;
  return (view.traits & Trait.space) !== 0 ? WEIGHT.faint : WEIGHT.weak;
}

function matchAt(words: Words, index: number): Match | undefined {
  const raw = wordAt(words, index);
  if (raw.length > 32) return undefined;
  const word = raw.toLowerCase();
  let best = longest(words, index, raw, true);
  best = better(best, longest(words, index, word, false));
  // Plurals only where the word as it stands is unknown: most words are, and need one lookup.
  if (best === undefined) {
    for (const form of singulars(word)) best = better(best, longest(words, index, form, false));
  }
  return best;
}

function better(a: Match | undefined, b: Match | undefined): Match | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.next > a.next ? b : a;
}

function longest(words: Words, index: number, first: string, exact: boolean): Match | undefined {
  const terms = HEALTH_LEXICON.get(first);
  if (terms === undefined) return undefined;
  for (const term of terms) {
    if (term.exact === exact && followsWith(words, index, term)) {
      return { term, next: index + 1 + term.rest.length };
    }
  }
  return undefined;
}

function followsWith(words: Words, index: number, term: Term): boolean {
  for (let step = 0; step < term.rest.length; step++) {
    const at = index + 1 + step;
    if (!isAdjacent(words, at)) return false;
    const found = wordAt(words, at);
    const expected = term.rest[step];
    if (found === expected || (!term.exact && found.toLowerCase() === expected)) continue;
    const isLast = step === term.rest.length - 1;
    if (term.exact || !isLast || !singulars(found.toLowerCase()).includes(expected ?? ''))
      return false;
  }
  return true;
}
