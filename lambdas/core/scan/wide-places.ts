import places from './data/wide-places.json' with { type: 'json' };
import { listed } from './listed.ts';
import { WordSet } from './word-set.ts';

const COUNTRIES = listed(places.countries);

/**
 * Places no smaller than a state, and what is named after them: Safe Harbor lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not among them.
 */
const WIDE_PLACES = new WordSet(() => [
  ...listed(places.states),
  ...COUNTRIES,
  ...listed(places.people),
  'state of new york',
  'state of washington',
]);
const PEOPLES = new WordSet(() => listed(places.people));

/** Whether a word says of what people or faith somebody is: `Iraqi`, `Sunni`. */
export const isPeople = (word: string): boolean => PEOPLES.has(word);

/** Countries as addresses end with them, longest first; an expression for any case of letters. */
export const COUNTRY = `(?:${COUNTRIES.filter((name) => name.length > 3)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

/** An article in front, and a period behind. */
const AROUND = /^the |\.$/gi;
const LETTER_T = 0x74;
const PERIOD = 0x2e;

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  const isItself =
    (text.charCodeAt(0) | 0x20) !== LETTER_T && text.charCodeAt(text.length - 1) !== PERIOD;
  return WIDE_PLACES.has(isItself ? text : text.replace(AROUND, ''));
}
