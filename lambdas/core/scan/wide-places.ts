import places from './data/wide-places.json' with { type: 'json' };
import { listed } from './listed.ts';
import { WordSet } from './word-set.ts';

const COUNTRIES = listed(places.countries);

interface WidePlaces {
  readonly all: WordSet;
  readonly peoples: WordSet;
}

let made: WidePlaces | undefined;

/**
 * Places no smaller than a state, and what is named after them: Safe Harbor lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not among them. Put in order when the first
 * place is looked at.
 */
function widePlaces(): WidePlaces {
  if (made !== undefined) return made;
  const peoples = listed(places.people);
  const all = [
    ...listed(places.states),
    ...COUNTRIES,
    ...peoples,
    'state of new york',
    'state of washington',
  ];
  made = { all: new WordSet(all), peoples: new WordSet(peoples) };
  return made;
}

/** Whether a word says of what people or faith somebody is: `Iraqi`, `Sunni`. */
export const isPeople = (word: string): boolean => widePlaces().peoples.has(word);

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
  return widePlaces().all.has(isItself ? text : text.replace(AROUND, ''));
}
