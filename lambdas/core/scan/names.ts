import nonNameWords from './lexicon/non-name-words.json' with { type: 'json' };
import { expression } from './expression.ts';
import { listed } from './listed.ts';
import wordNames from './lexicon/word-names.json' with { type: 'json' };
import { WordSet } from './word-set.ts';

/** A capitalized word of a person's name: `Jane`, `O'Shaughnessy`, `Vasquez-Lund`, `JØRGENSEN`. */
export const NAME_WORD = "\\p{Lu}[\\p{L}\\p{M}]{0,24}(?:['-]\\p{L}[\\p{L}\\p{M}]{0,24}){0,2}";
const PARTICLE =
  '(?:de|del|de la|de los|la|los|van|van der|van den|von|der|den|bin|ibn|bint|al|el|da|dos|di|le|st\\.|y)';
/** A particle in front of a surname that stands alone: `Frau de la Fuente`, `Dr. bin Salem`. */
const LEADING = '(?:de la|de los|del|de|van der|van den|van|von|bin|ibn|bint|al|el|da|dos|di)';
/** A period inside a name stands behind an initial or an abbreviation; behind a whole word it ends a sentence. */
const DOT = '(?:(?<=(?<![\\p{L}])\\p{L}{1,3})\\.)?';
/** Up to five words, with initials, particles and suffixes. */
export const NAME = `${NAME_WORD}(?:${DOT}(?:[ \\t]{1,2}|,[ ](?=(?:Jr|Sr|I{2,3}|IV)\\b))(?:${PARTICLE}\\s)?(?:${NAME_WORD}|\\p{Lu}\\.)){0,4}`;
/** The same, behind a particle too. */
export const FAMILY_NAME = `(?:${LEADING}\\s)?${NAME}`;
/** The same with two words at least. */
export const FULL_NAME = `${NAME_WORD}(?:${DOT}[ \\t]{1,2}(?:${PARTICLE}\\s)?(?:${NAME_WORD}|\\p{Lu}\\.)){1,4}`;

/**
 * Where words of a name that ends here may begin at the earliest, or one character before: at what is no letter of ASCII,
 * no white space and no sign of names. An expression for names at the end of a text begins anew at each character of it.
 *
 * @param longest how far back names are looked for, in UTF-16 code units
 */
export function namesBegin(text: string, end: number, longest: number): number {
  const first = Math.max(0, end - longest);
  let at = end;
  while (at > first && isOfNames(text.charCodeAt(at - 1))) at -= 1;
  return Math.max(first, at - 1);
}

/** Beyond ASCII anything may be a letter. */
const isOfNames = (code: number): boolean => code >= 0x80 || OF_NAMES[code] === 1;
const OF_NAMES = new Uint8Array(0x80);
for (const code of Buffer.from(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'-. \t\n\v\f\r",
)) {
  OF_NAMES[code] = 1;
}

const NON_NAMES = new WordSet(() => listed(nonNameWords));
const AMBIGUOUS = new WordSet(() => listed(wordNames));

/** A word that is in no person's name: an organization's word, a role, a weekday. */
export function isNonNameWord(word: string): boolean {
  return NON_NAMES.has(word);
}

/** Words of English that are surnames and given names elsewhere; in a field for a person they are names. */
const SURNAMES =
  /^(?:all|an|are|by|can|child|do|had|has|he|her|home|in|let|like|male|may|my|no|on|or|our|say|see|she|so|than|to|us|was|we|you)$/i;

/** A word that is in no name in prose, and a name where the field is a person's: An Do, Mai Her. */
export function isSurname(word: string): boolean {
  return SURNAMES.test(word);
}

/** A name that is an ordinary word as well: Grace, Mark, Brown. */
export function isWordName(word: string): boolean {
  return AMBIGUOUS.has(word);
}

/**
 * How much of a run of capitalized words is a name: words that cannot be part of one end it.
 * @returns its length in characters; 0 when it begins with such a word.
 */
export function nameLength(run: string): number {
  let end = 0;
  let from = 0;
  while (from < run.length) {
    let to = from;
    while (to < run.length && !isSpace(run, to)) to += 1;
    if (to > from && isNonNameWord(bareWord(run.slice(from, to)))) break;
    if (to > from) end = to;
    from = to + 1;
  }
  while (end > 0 && (run.charCodeAt(end - 1) === COMMA || isSpace(run, end - 1))) end -= 1;
  return end;
}

/** Without the marks behind a word, and without a possessive's ending. */
function bareWord(written: string): string {
  let end = written.length;
  while (end > 0 && isStop(written.charCodeAt(end - 1))) end -= 1;
  return withoutPossessive(end < written.length ? written.slice(0, end) : written);
}

const COMMA = 0x2c;
const isStop = (code: number): boolean => code === COMMA || code === 0x2e;

/** Of all of Unicode's; most characters are told by one look to be none. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 0x80 ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : /\s/.test(text.charAt(at));
}

/** A name without an ending such as the one of `Jane's`. */
export const withoutPossessive = (name: string): string =>
  name.endsWith("'s") || name.endsWith('\u2019s') ? name.slice(0, -2) : name;

const LOOKS = expression(
  `^\\s*(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\\.?\\s)?(?:${NAME})(?:,?\\s(?:MD|DO|RN|NP|PhD|Jr\\.?|Sr\\.?|I{2,3}))?\\s*$`,
  'u',
);

/** Whether a whole value reads as a person's name: capitalized words and none that names anything else. */
export function looksLikePersonName(value: string, words: 1 | 2 = 2): boolean {
  if (value.length > 80 || !LOOKS.test(value)) return false;
  const parts = value.trim().split(/\s+/);
  return (
    parts.length >= words &&
    !parts.some(
      (part) =>
        isNonNameWord(part.replace(/[.,]+$/, '')) && !/^(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?$/.test(part),
    )
  );
}
