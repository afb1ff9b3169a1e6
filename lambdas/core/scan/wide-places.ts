import places from './data/wide-places.json' with { type: 'json' };

/**
 * Places no smaller than a state, and what is named after them: Safe Harbor lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not among them.
 */
const WIDE: ReadonlySet<string> = new Set([
  ...places.states,
  ...places.countries,
  ...places.people,
  'state of new york',
  'state of washington',
]);

const PEOPLES: ReadonlySet<string> = new Set(places.people);

/** Whether a word says of what people or faith somebody is: `Iraqi`, `Sunni`. */
export const isPeople = (word: string): boolean => PEOPLES.has(word.toLowerCase());

/** Countries as addresses end with them, longest first; an expression for any case of letters. */
export const COUNTRY = `(?:${places.countries
  .filter((name) => name.length > 3)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

/** For each length, a bit for each letter that one of them begins with: few towns are told apart by less. */
const BEGINNINGS = new Int32Array(64);
for (const { length, [0]: first = '' } of WIDE) {
  BEGINNINGS[length] = (BEGINNINGS[length] ?? 0) | (1 << (first.charCodeAt(0) & 31));
}

const PERIOD = 0x2e;
const LETTER_T = 0x74;

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  const first = text.charCodeAt(0) | 0x20;
  // Behind an article or before a period it may have another length.
  const isItself =
    first < 0x80 && first !== LETTER_T && text.charCodeAt(text.length - 1) !== PERIOD;
  if (isItself && (((BEGINNINGS[text.length] ?? 0) >>> (first & 31)) & 1) === 0) return false;
  let place = text.toLowerCase();
  if (place.startsWith('the ')) place = place.slice(4);
  if (place.endsWith('.')) place = place.slice(0, -1);
  return WIDE.has(place);
}
