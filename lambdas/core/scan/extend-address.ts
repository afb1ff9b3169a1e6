import { STATE_CODE, STATE_NAME } from './places.ts';

const UNIT =
  '(?:apt|apartment|suite|ste|unit|floor|room|rm|bldg|building|box|p\\.?\\s?o\\.?\\s?box|#)';
/** Between two parts of an address; forms repeat a mark in front of each line. */
const GAP = '[\\s,>?|.;]{0,8}';

/** What may go on behind a part of an address: a unit, a house number, a region with its code, a country with one. */
const AFTER = [
  new RegExp(`^${GAP}${UNIT}\\.?\\s?#?\\s?[A-Za-z]?\\d{1,5}[A-Za-z]?\\b`, 'i'),
  /^[ \t]{1,2}\d{1,4}[A-Za-z]?(?=[\s,.;>?)]|$)(?![ \t]*(?:%|mg|am\b|pm\b|years?\b|days?\b|weeks?\b|times\b|and\b|or\b))/,
  new RegExp(
    `^${GAP}(?:${STATE_CODE}|[A-Z]{2})(?:[,\\s]{1,3}(?:USA?|U\\.S\\.A?\\.?))?,?\\s{1,2}\\d{4,5}(?:-\\d{4})?\\b`,
  ),
  new RegExp(`^,\\s?(?:${STATE_NAME}|${STATE_CODE})\\b\\.?`),
  new RegExp(`^${GAP}(?:\\p{Lu}[\\p{L}()]{2,20}\\s){0,3}\\d{4,5}\\b(?!\\s?(?:%|mg))`, 'u'),
  new RegExp(`^,?\\s{1,2}\\d{5}(?:-\\d{4})?\\b`),
];
/** What may stand before one: house numbers, a unit, a post box. */
const BEFORE = [
  new RegExp(`(?:(?<![\\p{L}\\p{N}])\\d{1,5}[A-Za-z]?${GAP})$`, 'u'),
  new RegExp(`(?:(?<![\\p{L}\\p{N}])${UNIT}\\.?\\s?\\d{1,5}${GAP})$`, 'iu'),
  /(?:\bthe corner of )$/i,
];
/** Enough for any part of an address with what parts it from the next. */
const REACH = 70;
const MOST = 8;

/**
 * Grows a stretch of an address over the parts that belong to it by their form: house numbers, units, regions and
 * postal codes. Bounded in steps and in reach.
 *
 * @param isStreet whether the stretch is a street: only then a number behind it is a house's
 */
export function extendAddress(
  text: string,
  start: number,
  end: number,
  isStreet: boolean,
): readonly [number, number] {
  let [from, to] = [start, end];
  for (let step = 0; step < MOST; step++) {
    const grown = behind(text, to, isStreet);
    if (grown === to) break;
    to = grown;
  }
  if (isStreet) {
    for (let step = 0; step < 3; step++) {
      const head = text.slice(Math.max(0, from - 30), from);
      const match = BEFORE.map((pattern) => pattern.exec(head)).find((found) => found !== null);
      if (match == null) break;
      from -= match[0].length;
    }
  }
  return [from, to];
}

function behind(text: string, end: number, isStreet: boolean): number {
  const tail = text.slice(end, end + REACH);
  for (const [index, pattern] of AFTER.entries()) {
    if (!isStreet && (index === 1 || index === 4)) continue;
    const match = pattern.exec(tail);
    if (match !== null) return end + match[0].length;
  }
  return end;
}
