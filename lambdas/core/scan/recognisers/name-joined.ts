import { defineRecogniser } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { isNonNameWord } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isCommonGivenName, isKnownSurname, isOrdinaryWord } from '../tagger/known-words.ts';

/** Words that underscores join, as accounts and files are named. */
const JOINED = expression(String.raw`(?<![\p{L}_])\p{L}{1,24}(?:_\p{L}{1,24}){1,8}`, 'gu');
const ENDING = String.raw`\.(?:pdf|docx?|xlsx?|pptx?|rtf|txt|csv|hl7|xml|json|zip|jpe?g|png|gif|tiff?|heic|dcm|mp[34]|mov|wav|m4a)(?![\p{L}\p{N}])`;
const HAS_ENDING = expression(ENDING, 'iu');
/** The name of a file. */
const FILE = expression(
  String.raw`(?<![\p{L}\p{N}._-])[\p{L}\p{N}][\p{L}\p{N}._-]{3,120}${ENDING}`,
  'giu',
);
/** Its words: each begins with a capital or behind a mark. */
const WORD = expression(String.raw`\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})`, 'gu');
const SCORE = 0.6;
/** What may part the two names of a person. */
const WIDEST_GAP = 1;

/**
 * Safe Harbor (A): a given name and a surname, in either order, in the name of a file or of an account:
 * `roe_jane_mri.pdf`, `JaneRoe-labs.docx`. Only names that are common and no plain words.
 */
export const nameJoined = defineRecogniser(
  'name-joined',
  Trait.letter,
  ({ text, traits }, { role }) => {
    if (role === 'key') return [];
    const spans: Span[] = [];
    if (text.includes('_')) addEach(text, JOINED, spans);
    if ((traits & Trait.dot) !== 0 && HAS_ENDING.test(text)) addEach(text, FILE, spans);
    return spans;
  },
);

function addEach(text: string, run: RegExp, spans: Span[]): void {
  for (const { 0: whole, index } of text.matchAll(run)) {
    let last: { word: string; start: number; end: number } | undefined;
    for (const match of whole.matchAll(WORD)) {
      const [word] = match;
      const start = index + match.index;
      const end = start + word.length;
      if (last !== undefined && start - last.end <= WIDEST_GAP && isSomebody(last.word, word)) {
        spans.push({ label: 'NAME', start: last.start, end, score: SCORE });
        last = undefined;
      } else last = { word, start, end };
    }
  }
}

/** In either order. */
const isSomebody = (one: string, other: string): boolean =>
  [one, other].every((word) => word.length > 1 && !isOrdinaryWord(word) && !isNonNameWord(word)) &&
  ((isCommonGivenName(one) && isKnownSurname(other)) ||
    (isKnownSurname(one) && isCommonGivenName(other)));
