import { defineRecogniser } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { isNonNameWord } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isCommonGivenName, isKnownSurname, isOrdinaryWord } from '../tagger/known-words.ts';

/** Words between underscores, as files are named. The second of a pair may be the first of the next. */
const WORD = expression(
  String.raw`(?<![\p{L}\p{N}])\p{L}{2,24}(?=_)|(?<=_)\p{L}{2,24}(?![\p{L}])`,
  'gu',
);
const SCORE = 0.6;

/**
 * Safe Harbor (A): a given name and a surname that an underscore joins, in the name of a file or of an account:
 * `roe_jane_mri.pdf`. Only names that are common and no plain words.
 */
export const nameJoined = defineRecogniser('name-joined', Trait.letter, ({ text }, { role }) => {
  if (role === 'key' || !text.includes('_')) return [];
  const spans: Span[] = [];
  let last: { word: string; start: number; end: number } | undefined;
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const start = match.index;
    if (last?.end === start - 1 && text.charAt(last.end) === '_' && isSomebody(last.word, word)) {
      spans.push({ label: 'NAME', start: last.start, end: start + word.length, score: SCORE });
      last = undefined;
    } else last = { word, start, end: start + word.length };
  }
  return spans;
});

/** In either order. */
const isSomebody = (one: string, other: string): boolean =>
  [one, other].every((word) => !isOrdinaryWord(word) && !isNonNameWord(word)) &&
  ((isCommonGivenName(one) && isKnownSurname(other)) ||
    (isKnownSurname(one) && isCommonGivenName(other)));
