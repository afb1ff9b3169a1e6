import places from './data/wide-places.json' with { type: 'json' };
import { listed } from './listed.ts';

const COUNTRIES = listed(places.countries);

interface WidePlaces {
  readonly all: Listed;
  readonly peoples: Listed;
}

interface Listed {
  readonly words: ReadonlySet<string>;
  /** For each length, a bit for each letter that one of them begins with: few towns are told apart by less. */
  readonly beginnings: Int32Array;
}

function listOf(words: ReadonlySet<string>): Listed {
  const beginnings = new Int32Array(64);
  for (const { length, [0]: first = '' } of words) {
    beginnings[length] = (beginnings[length] ?? 0) | (1 << (first.charCodeAt(0) & 31));
  }
  return { words, beginnings };
}

/** False only where none has this length and begins with this letter of ASCII. */
const mayBe = ({ beginnings }: Listed, length: number, first: number): boolean =>
  (((beginnings[length] ?? 0) >>> (first & 31)) & 1) === 1;

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
  made = { all: listOf(all), peoples: listOf(peoples) };
  return made;
}

/** Whether a word says of what people or faith somebody is: `Iraqi`, `Sunni`. */
export function isPeople(word: string): boolean {
  const { peoples } = widePlaces();
  const first = word.charCodeAt(0);
  if (first < 0x80 && !mayBe(peoples, word.length, first)) return false;
  return peoples.words.has(word.toLowerCase());
}

/** Countries as addresses end with them, longest first; an expression for any case of letters. */
export const COUNTRY = `(?:${COUNTRIES.filter((name) => name.length > 3)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

const ARTICLE = 'the ';
const SPACE = 0x20;
const PERIOD = 0x2e;

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  const { all } = widePlaces();
  const first = text.charCodeAt(0);
  // Behind an article or before a period it may have another length.
  const isItself =
    first < 0x80 &&
    text.charCodeAt(ARTICLE.length - 1) !== SPACE &&
    text.charCodeAt(text.length - 1) !== PERIOD;
  if (isItself && !mayBe(all, text.length, first)) return false;
  let place = text.toLowerCase();
  if (place.startsWith(ARTICLE)) place = place.slice(ARTICLE.length);
  if (place.endsWith('.')) place = place.slice(0, -1);
  return all.words.has(place);
}
