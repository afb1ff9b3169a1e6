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
 * @returns -1 where none begins
 */
export function streetLineEnd(text: string, start: number): number {
  let at = after(NUMBER, text, start);
  if (at < 0) return -1;
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

/** In small letters only words that hardly mean anything else. */
const SMALL_STREETS: ReadonlySet<string> = new Set(
  'street st avenue ave blvd boulevard road rd drive lane ln court ct circle place terrace parkway pkwy highway hwy plaza square'.split(
    ' ',
  ),
);
const SMALL_NUMBER = /(?<![\w.$#/-])\d{1,6}\s/y;
const SMALL_WORD = /(?:[A-Za-z][a-z']{1,20}|\d{1,3}(?:st|nd|rd|th))/y;
const MOST_SMALL_WORDS = 3;

/**
 * The same for one in small letters: `123 main street`.
 *
 * @returns -1 where none begins
 */
export function smallStreetLineEnd(text: string, start: number): number {
  let at = after(SMALL_NUMBER, text, start);
  let end = -1;
  for (let words = 0; at >= 0 && words <= MOST_SMALL_WORDS; words++) {
    const letters = SMALL_LETTERS.exec(text.slice(at, at + LONGEST_STREET))?.[0] ?? '';
    if (words > 0 && SMALL_STREETS.has(letters)) {
      end = at + letters.length;
      if (text.charAt(end) === '.') end += 1;
    }
    const next = after(SMALL_WORD, text, at);
    at = next < 0 ? -1 : after(ONE_GAP, text, next);
  }
  return end;
}
const LONGEST_STREET = 12;
const SMALL_LETTERS = /^[a-z]+\b/;
const ONE_GAP = /\s/y;

function after(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : -1;
}
