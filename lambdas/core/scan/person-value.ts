import { isNonNameWord, isSurname, looksLikePersonName } from './names.ts';
import { unicode } from './unicode.ts';

/** Degrees and suffixes behind a name: `, DDS`, `, PA-C`, ` Jr.` */
const CREDENTIALS = /(?:,\s{0,3}|\s)(?:[A-Z]{2,5}(?:-[A-Z]{1,4})?|Ph\.?D|[JS]r|I{2,3})\.?(?=$|,)/g;
const TITLE = /^(?:mr|mrs|ms|miss|mx|dr|prof)\.?$/i;
/** Written in a script that has no capitals, or none that English words use. */
const OTHER_SCRIPT = '[\\p{Lo}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Armenian}]';

/** How surely a whole value is a person's name where the field only may hold one. */
export type PersonValue = 'plain' | 'likely' | 'possible' | 'no';

/**
 * Reads a value of a field that may hold a person: `plain` for capitalized words, `likely` for
 * what only a name looks like ("Roe, Jane", "Jane & Jon Roe", another script), `possible` for two to four
 * lower-case words that are no other thing's, `no` for the rest.
 */
export function readPersonValue(value: string): PersonValue {
  if (looksLikePersonName(value, 2)) return 'plain';
  const text = value
    .replace(/\([^()]{0,40}\)/g, ' ')
    .replace(/["\u201c\u201d\xab\xbb]/g, ' ')
    .replace(CREDENTIALS, '')
    .trim();
  if (text.length > 120 || /[@{}<>\\=_|#\d]|:\/\//.test(text) || !unicode('\\p{L}').test(text))
    return 'no';
  if (unicode(OTHER_SCRIPT).test(text)) return 'likely';
  const words = text
    .split(/[\s,&/]+|\b(?:and|y)\b/u)
    .filter((word) => unicode('\\p{L}').test(word));
  if (words.length === 0 || words.length > 8) return 'no';
  if (words.some((word) => !TITLE.test(word) && isOtherWord(word))) return 'no';
  const capitals = words.filter((word) => unicode('^\\p{Lu}').test(word)).length;
  if (capitals >= 2) return 'likely';
  if (capitals === 1 && words.length === 1)
    return looksLikePersonName(text, 1) ? 'plain' : 'likely';
  return words.length >= 2 && words.length <= 4 ? 'possible' : 'no';
}

function isOtherWord(word: string): boolean {
  const bare = word.replace(/[.,']+$/, '');
  return isNonNameWord(bare) && !isSurname(bare);
}
