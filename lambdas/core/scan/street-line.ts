import { expression } from './expression.ts';
import { STREET } from './places.ts';

/** Words for a street, as they are written: `St`, `AVENUE`. */
const STREETS: ReadonlySet<string> = new Set(
  STREET.slice('(?:'.length, -1)
    .split('|')
    .flatMap((form) => (form.endsWith('s?') ? [form.slice(0, -2), form.slice(0, -1)] : [form]))
    .flatMap((word) => [word, word.toUpperCase()]),
);
const NUMBER = /(?<![\w.$#/-])\d{1,6}[A-Za-z]?(?:-\d{1,4})?(?:[ \t]1\/2)?[ \t]{1,2}/y;
/** A road that has a number for its name. */
const NUMBERED =
  /(?:[NSEW]\.?[ \t])?(?:US-|U\.?S\.?[ \t](?:Hwy|Highway|Route|Rte)\.?[ \t]|(?:SR|FM)[ \t-]|(?:State|County)[ \t](?:Road|Route|Rd|Rte|Hwy|Highway)\.?[ \t])\d{1,4}(?![\w.]\d)(?:[ \t][NSEW]\b)?/y;
const SMALL_DIRECTION = /[nsew]\.?[ \t]{1,2}/y;
const DIRECTION = /^(?:[NSEW]|[NS][EW]|North|South|East|West)\.?$/;
const WORD = expression(
  String.raw`(?:\p{Lu}[\p{L}\p{M}'.-]{0,24}|\d{1,3}(?:st|nd|rd|th))(?=\s{0,2})`,
  'uy',
);
/** No line's end: a house has its number on its street's line. */
const GAP = /[ \t]{1,2}/y;
/** Behind the word for a street. */
const REST = /\.?(?:\s(?:[NSEW]|[NS][EW])\b\.?)?/y;
/** Words of a street's own name. */
const MOST_WORDS = 4;

/**
 * Where a street's line ends that begins with its number: `123 N. Main Street`, `8 W 42nd ST NW`. As one expression the
 * hundred words for a street behind a few words of any kind take longer to compile than everything else that is scanned.
 *
 * @param numberEnd where the digits end that it begins with
 * @returns -1 where none begins
 */
export function streetLineEnd(text: string, start: number, numberEnd: number): number {
  // Behind one space most numbers have a word in small letters.
  if (text.charCodeAt(numberEnd) === SPACE && !mayBeginStreet(text, numberEnd + 1)) return -1;
  let at = after(NUMBER, text, start);
  if (at < 0 || !mayBeginStreet(text, at)) return -1;
  const numbered = after(NUMBERED, text, at);
  if (numbered >= 0) return numbered;
  const direction = after(SMALL_DIRECTION, text, at);
  if (direction >= 0) at = direction;
  let most = direction >= 0 ? MOST_WORDS : MOST_WORDS + 1;
  let end = -1;
  for (let words = 0; words <= most; words++) {
    const next = after(WORD, text, at);
    if (next < 0) break;
    const word = text.slice(at, next);
    if (words === 0 && direction < 0 && !DIRECTION.test(word)) most = MOST_WORDS;
    const letters = /^[A-Za-z]+/.exec(word)?.[0] ?? '';
    // `\b` after it: what follows in the word is no letter of ASCII, no digit and no underscore.
    if (words > 0 && STREETS.has(letters) && !/\w/.test(text.charAt(at + letters.length))) {
      end = after(REST, text, at + letters.length);
    }
    const gap = after(GAP, text, next);
    if (gap < 0) break;
    at = gap;
  }
  return end;
}

/** A cheap look at what stands behind the number: a small letter begins nothing but a direction. */
function mayBeginStreet(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (!isSmall(code)) return true;
  const next = text.charCodeAt(at + 1);
  return (
    DIRECTIONS.includes(text.charAt(at)) && (next === PERIOD || next === SPACE || next === TAB)
  );
}
const DIRECTIONS = 'nsew';
const PERIOD = 0x2e;
const SPACE = 0x20;
const TAB = 0x09;
const APOSTROPHE = 0x27;
const UNDERSCORE = 0x5f;

const isSmall = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isLetter = (code: number): boolean => isSmall(code | 0x20);
const isOfWord = (code: number): boolean => isLetter(code) || isDigit(code) || code === UNDERSCORE;

/** In small letters only words that hardly mean anything else. */
const SMALL_STREETS: ReadonlySet<string> = new Set(
  'street st avenue ave blvd boulevard road rd drive lane ln court ct circle place terrace parkway pkwy highway hwy plaza square'.split(
    ' ',
  ),
);
const MOST_SMALL_WORDS = 3;
const LONGEST_WORD = 20;
const LONGEST_ORDINAL = 3;
const ENDINGS: ReadonlySet<string> = new Set(['st', 'nd', 'rd', 'th']);

/**
 * The same for one in small letters: `123 main street`. What stands before its number, and how long that is, the
 * caller knows.
 *
 * @param numberEnd where its number ends
 * @returns -1 where none begins
 */
export function smallStreetLineEnd(text: string, numberEnd: number): number {
  let at = gapEnd(text, numberEnd);
  let end = -1;
  for (let words = 0; at >= 0 && words <= MOST_SMALL_WORDS; words++) {
    const length = words > 0 ? smallLetters(text, at) : 0;
    if (length > 0 && SMALL_STREETS.has(text.slice(at, at + length))) {
      end = at + length;
      if (text.charAt(end) === '.') end += 1;
    }
    const next = smallWordEnd(text, at);
    at = next < 0 || isOfNoStreet(text.slice(at, next), words) ? -1 : gapEnd(text, next);
  }
  return end;
}
/** Words of time are in no street's name: `7 hour drive`. */
const TIMES: ReadonlySet<string> = new Set(
  'hour hours mile miles min minute minutes day days week weeks'.split(' '),
);
/** Words that begin none, as these do: `750 in court`, `2 of the place`. `5 our lady street` is one. */
const BEGIN_NONE: ReadonlySet<string> = new Set(
  'a an and are for from had has have i in is of or out per their this to was were with your my'.split(
    ' ',
  ),
);
/** And `search the street` is none, where `14 the avenue` is. */
const isOfNoStreet = (word: string, at: number): boolean =>
  TIMES.has(word) || (at === 0 ? BEGIN_NONE.has(word) : word === 'the');

const LONGEST_STREET = 12;
const ONE_GAP = /\s/y;

/** How many small letters of ASCII begin here and are a whole word; those of longer ones do not matter. */
function smallLetters(text: string, at: number): number {
  let length = 0;
  while (length < LONGEST_STREET && isSmall(text.charCodeAt(at + length))) length += 1;
  return isOfWord(text.charCodeAt(at + length)) ? 0 : length;
}

/** A word of a street's name that only its first letter may be a capital of, or an ordinal. -1 where none begins. */
function smallWordEnd(text: string, start: number): number {
  let at = start + 1;
  const code = text.charCodeAt(start);
  if (isLetter(code)) {
    while (at - start <= LONGEST_WORD) {
      const next = text.charCodeAt(at);
      if (!isSmall(next) && next !== APOSTROPHE) break;
      at += 1;
    }
    return at - start > 1 ? at : -1;
  }
  if (!isDigit(code)) return -1;
  while (isDigit(text.charCodeAt(at))) at += 1;
  const isOrdinal = at - start <= LONGEST_ORDINAL && ENDINGS.has(text.slice(at, at + 2));
  return isOrdinal ? at + 2 : -1;
}

/** Behind the one space that stands here, of any kind. */
function gapEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === SPACE) return at + 1;
  return code > SPACE && code < 0x80 ? -1 : after(ONE_GAP, text, at);
}

function after(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : -1;
}
