import { before } from './define-recogniser.ts';
import type { View } from './normalize.ts';
import type { Span } from './recogniser.ts';
import { unicode } from './unicode.ts';

/** Shorter ones are abbreviations: `C V A`. */
const FEWEST_LETTERS = 4;
const MOST_LETTERS = 24;
/** Between two letters: `W-H`, `W. H`, `W H`. */
const WIDEST_GAP = 2;
const CUE = /\b(?:names?|spell(?:ed|ing|s)?|spelt|that's|that is)\b/i;

/** Names that somebody spells, letter by letter: `my last name is R-O-E-S`. */
export function spelledNames({ text, starts, ends }: View): Span[] {
  const spans: Span[] = [];
  for (let word = 0; word < starts.length; word++) {
    let last = word;
    let letters = '';
    while (last < starts.length && (ends[last] ?? 0) - (starts[last] ?? 0) === 1) {
      const at = starts[last] ?? 0;
      if (last > word && at - (ends[last - 1] ?? 0) > WIDEST_GAP) break;
      letters += text.charAt(at);
      last += 1;
    }
    if (last === word) continue;
    const start = starts[word] ?? 0;
    const end = ends[last - 1] ?? 0;
    word = last - 1;
    const isName =
      letters.length >= FEWEST_LETTERS &&
      letters.length <= MOST_LETTERS &&
      unicode('^\\p{L}+$').test(letters) &&
      isIntroduced(before(text, start, 60), letters);
    if (isName) spans.push({ label: 'NAME', start, end, score: 0.75 });
  }
  return spans;
}

/** By a word for a name, or by the name itself as it is said first. */
function isIntroduced(lead: string, letters: string): boolean {
  return (
    (letters.length > FEWEST_LETTERS && CUE.test(lead)) ||
    lead.toLowerCase().includes(letters.toLowerCase())
  );
}
