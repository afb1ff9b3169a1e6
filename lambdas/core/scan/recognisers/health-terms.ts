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
  recognise(segment, view = viewOf(segment)) {
    const spans: Span[] = [];
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

/** The terms that a word may begin: as it stands, in lower case, as a plural. */
interface Beginnings {
  readonly exact: readonly Term[];
  readonly plain: readonly Term[];
  readonly singular: readonly (readonly Term[])[];
  /** Whether one of them is a word alone. */
  readonly isWhole: boolean;
  /** Classes of the hashes of the second words of the others, as bits: most words are followed by none of them. */
  readonly seconds: number;
}

const classOf = (hash: number): number => 1 << (hash & 31);

const NO_TERMS: readonly Term[] = [];
const LONGEST_WORD = 32;
/**
 * What words begin, at a place for each class of hashes: words repeat, and a look at the text costs less than a copy of
 * it. The last word of a class keeps its place.
 */
const recent = new Array<{ readonly raw: string; readonly beginnings: Beginnings } | undefined>(
  4096,
);

function beginningsAt({ text, starts, ends, hashes }: View, index: number): Beginnings {
  const [start, end] = [starts[index] ?? 0, ends[index] ?? 0];
  const hash = hashes[index] ?? 0;
  // With a capital and without it has the same hash, and two places.
  const place = (hash ^ (hash >>> 12) ^ (text.charCodeAt(start) & 0x20)) & (recent.length - 1);
  const known = recent[place];
  if (known?.raw.length === end - start && text.startsWith(known.raw, start)) {
    return known.beginnings;
  }
  const raw = text.slice(start, end);
  const beginnings = beginningsOf(raw);
  recent[place] = { raw, beginnings };
  return beginnings;
}

function beginningsOf(raw: string): Beginnings {
  const word = raw.toLowerCase();
  const terms = (first: string, exact: boolean): readonly Term[] => {
    const found = HEALTH_LEXICON.get(first)?.filter((term) => term.exact === exact);
    return found === undefined || found.length === 0 ? NO_TERMS : found;
  };
  const exact = terms(raw, true);
  const plain = terms(word, false);
  const singular = singulars(word)
    .map((form) => terms(form, false))
    .filter(({ length }) => length > 0);
  const all = [exact, plain, ...singular].flat();
  return {
    exact,
    plain,
    singular,
    isWhole: all.some(({ rest }) => rest.length === 0),
    seconds: all.reduce((bits, { hashes: [second] }) => bits | classOf(second ?? 0), 0),
  };
}

function matchAt(words: View, index: number): Match | undefined {
  const [start, end] = [words.starts[index] ?? 0, words.ends[index] ?? 0];
  if (end - start > LONGEST_WORD) return undefined;
  const { exact, plain, singular, isWhole, seconds } = beginningsAt(words, index);
  if (!isWhole && !mayGoOn(words, index + 1, seconds)) return undefined;
  const best = better(longest(words, index, exact), longest(words, index, plain));
  // Plurals only where the word as it stands is unknown.
  if (best !== undefined || singular.length === 0) return best;
  return singular.reduce<Match | undefined>(
    (found, terms) => better(found, longest(words, index, terms)),
    undefined,
  );
}

/** Whether a word may be the second of a term: a word of one of these classes, or a plural. */
function mayGoOn(words: View, at: number, seconds: number): boolean {
  if (!isAdjacent(words, at)) return false;
  return (seconds & classOf(words.hashes[at] ?? 0)) !== 0 || isPlural(words, at);
}

function better(a: Match | undefined, b: Match | undefined): Match | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.next > a.next ? b : a;
}

function longest(words: View, index: number, terms: readonly Term[]): Match | undefined {
  for (const term of terms) {
    if (followsWith(words, index, term)) return { term, next: index + 1 + term.rest.length };
  }
  return undefined;
}

function followsWith(words: View, index: number, { rest, hashes, exact }: Term): boolean {
  for (let step = 0; step < rest.length; step++) {
    const at = index + 1 + step;
    const expected = rest[step] ?? '';
    if (!isAdjacent(words, at)) return false;
    // Another hash is another word; the same one proves nothing.
    if (words.hashes[at] === hashes[step] && isWord(words, at, expected, exact)) continue;
    if (exact || step < rest.length - 1 || !isPlural(words, at)) return false;
    if (!singulars(wordAt(words, at).toLowerCase()).includes(expected)) return false;
  }
  return true;
}

/** Whether word `at` is this one, in its case or in any; a copy of it is made only where it is not ASCII. */
function isWord(words: Words, at: number, expected: string, exact: boolean): boolean {
  const [start, end] = [words.starts[at] ?? 0, words.ends[at] ?? 0];
  if (end - start !== expected.length) return false;
  for (let step = 0; step < expected.length; step++) {
    const code = words.text.charCodeAt(start + step);
    const wanted = expected.charCodeAt(step);
    if (code === wanted) continue;
    if (code >= 0x80) return !exact && wordAt(words, at).toLowerCase() === expected;
    if (exact || (code | 0x20) !== wanted || code < 0x41 || code > 0x5a) return false;
  }
  return true;
}

function isPlural({ text, ends }: Words, at: number): boolean {
  return (text.charCodeAt((ends[at] ?? 0) - 1) | 0x20) === 0x73;
}
