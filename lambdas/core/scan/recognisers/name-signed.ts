import { defineRecogniser } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { FULL_NAME, isNonNameWord } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isGivenName, isKnownPlace, isOrdinaryWord, isUnnamed } from '../tagger/known-words.ts';
import { isWidePlace } from '../wide-places.ts';
import { isAsciiLetter } from '../words.ts';

/** After a dash: "... at 3pm - Jane Roe". */
const AFTER_DASH = expression(`[.!?\\p{L}\\p{N}]\\s{1,3}[-–—~]\\s?(${FULL_NAME})\\s{0,3}$`, 'u');
/** The same in small letters, and one name alone: "see you then. dwight", "thx lars". */
const SMALL = expression(
  String.raw`[.!?\p{L}\p{N}]\s{1,3}[-\u2013\u2014~]\s?(\p{Ll}{2,16} \p{Ll}{2,20})\s{0,3}$`,
  'u',
);
const LAST_WORD = expression(String.raw`(?<!\p{L})(\p{L}{3,16})[.!]?\s{0,3}$`, 'u');
/** What parts a name alone from the message: the end of a sentence, a dash, thanks. */
const BEFORE_ALONE =
  /(?:[.!?)]\s{1,3}(?:[-\u2013\u2014~]\s?)?|\s[-\u2013\u2014~]\s?|\b(?:thx|thanks|thank you|ty|love|best|cheers|xoxo|purrs),?\s)$/i;
const LONGEST = 80;

/** Safe Harbor (A): who a message is signed by, on its last line. */
export const nameSigned = defineRecogniser(
  'name-signed',
  Trait.letter | Trait.space,
  ({ text }) => {
    const spans: Span[] = [];
    const add = (end: number, name: string, score: number): void => {
      spans.push({ label: 'NAME', start: end - name.length, end, score });
    };
    const from = Math.max(0, text.length - LONGEST);
    const last = text.slice(from);
    if (/[-\u2013\u2014~]/.test(last)) {
      const full = AFTER_DASH.exec(last)?.[1];
      const small = full === undefined ? SMALL.exec(last)?.[1] : undefined;
      if (full !== undefined && !isWord(full.split(' ')[0] ?? '')) add(endOf(text), full, 0.7);
      if (small !== undefined && isSmallName(small)) add(endOf(text), small, 0.6);
    }
    if (!mayEndInWord(text)) return spans;
    const tail = LAST_WORD.exec(text.slice(-LONGEST_WORD));
    const name = tail?.[1] ?? '';
    if (name === '' || !isGivenName(name) || isWord(name)) return spans;
    const end = text.lastIndexOf(name) + name.length;
    if (BEFORE_ALONE.test(text.slice(Math.max(0, end - name.length - 12), end - name.length)))
      add(end, name, 0.6);
    return spans;
  },
);
const LONGEST_WORD = 24;

/** A cheap look at the end of a text: a letter, a stop behind one, or white space. */
function mayEndInWord(text: string): boolean {
  const code = text.charCodeAt(text.length - 1);
  return isAsciiLetter(code) || code === 0x2e || code <= 0x21 || code >= 0x80;
}

/** Where a text ends but for spaces. */
const endOf = (text: string): number => text.trimEnd().length;

function isWord(name: string): boolean {
  return isNonNameWord(name) || isOrdinaryWord(name) || isWidePlace(name);
}

/** A given name and a word that is none, or that nobody knows and that is no place. */
function isSmallName(name: string): boolean {
  const [first = '', second = ''] = name.split(' ');
  if (isWord(first) || isWord(second) || isKnownPlace(second)) return false;
  return isGivenName(first) || !isUnnamed(second);
}
