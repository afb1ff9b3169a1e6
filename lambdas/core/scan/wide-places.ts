import places from './data/wide-places.json' with { type: 'json' };
import { listed } from './listed.ts';

const COUNTRIES = listed(places.countries);

interface WidePlaces {
  readonly all: ReadonlySet<string>;
  readonly peoples: ReadonlySet<string>;
  /** For each length, a bit for each letter that one of them begins with: few towns are told apart by less. */
  readonly beginnings: Int32Array;
}

let made: WidePlaces | undefined;

/**
 * Places no smaller than a state, and what is named after them: Safe Harbor lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not among them. Put in order when the first
 * place is looked at.
 */
function widePlaces(): WidePlaces {
  if (made !== undefined) return made;
  const peoples = new Set(listed(places.people));
  const all = new Set([
    ...listed(places.states),
    ...COUNTRIES,
    ...peoples,
    'state of new york',
    'state of washington',
  ]);
  const beginnings = new Int32Array(64);
  for (const { length, [0]: first = '' } of all) {
    beginnings[length] = (beginnings[length] ?? 0) | (1 << (first.charCodeAt(0) & 31));
  }
  made = { all, peoples, beginnings };
  return made;
}

/** Whether a word says of what people or faith somebody is: `Iraqi`, `Sunni`. */
export const isPeople = (word: string): boolean => widePlaces().peoples.has(word.toLowerCase());

/** Countries as addresses end with them, longest first; an expression for any case of letters. */
export const COUNTRY = `(?:${COUNTRIES.filter((name) => name.length > 3)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

const PERIOD = 0x2e;
const LETTER_T = 0x74;

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  const { all, beginnings } = widePlaces();
  const first = text.charCodeAt(0) | 0x20;
  // Behind an article or before a period it may have another length.
  const isItself =
    first < 0x80 && first !== LETTER_T && text.charCodeAt(text.length - 1) !== PERIOD;
  if (isItself && (((beginnings[text.length] ?? 0) >>> (first & 31)) & 1) === 0) return false;
  let place = text.toLowerCase();
  if (place.startsWith('the ')) place = place.slice(4);
  if (place.endsWith('.')) place = place.slice(0, -1);
  return all.has(place);
}
