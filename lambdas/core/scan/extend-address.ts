import { STATE_CODE, STATE_NAME } from './places.ts';
import { expression } from './expression.ts';
import { COUNTRY } from './wide-places.ts';
import { hasDigit } from './words.ts';
import { unicode } from './unicode.ts';

const UNIT =
  '(?:apt|apartment|suite|ste|unit|floor|room|rm|bldg|building|box|p\\.?\\s?o\\.?\\s?box|#)';
/** Between two parts of an address; forms repeat a mark in front of each line. */
const GAP = '[\\s,>?|.;]{1,8}';
/** Between two words of names of places in many languages. */
const PARTICLE =
  '(?:de|del|della|delle|di|da|do|dos|du|des|la|le|les|los|las|el|van|von|der|den|of|the|nad|na|en|al|u|ul|út|útja|tér|y|e|i|zu|am|im|str|st)\\.?';
/** What an export writes where a part is missing. */
const FILLER = '(?:nan|null|undefined)';
const WORD = "(?:\\p{Lu}[\\p{L}\\p{M}'()-]{0,30}|\\(\\p{Lu}[^()\\n]{1,30}\\))";
const NUMBER = '\\d{1,5}[A-Za-z]?';
/** Words of length and time, after which a number is no house's. */
const NOT_HOUSE =
  '(?!\\s?(?:%|mg|mcg|ml|kg|lbs?\\b|am\\b|pm\\b|[ap]\\.m|years?\\b|yo\\b|days?\\b|weeks?\\b|months?\\b|hours?\\b|min|times\\b|people\\b|patients\\b))';

/** A country or a region with its code, or a code: what an address ends with. */
const ENDING =
  `(?:(?:${STATE_CODE}|[A-Z]{2})\\.?(?:${GAP}USA?)?[,\\s]{1,3}\\d{4,5}(?:-\\d{4})?\\b` +
  `|(?:${COUNTRY})\\b(?:\\s\\(\\p{L}{2,20}\\))?(?:${GAP}\\d{4,6}\\b)?` +
  `|\\d{3}\\s\\d{2}\\b${NOT_HOUSE}|\\d{2}-\\d{3}\\b|${FILLER}(?:${GAP}\\d{2,6}(?:[- ]\\d{2,3})?\\b)?` +
  `|\\d{4,6}(?:-\\d{3,4})?\\b${NOT_HOUSE})`;

/** What may go on behind a part of an address by its own form. */
const BEHIND = {
  unit: new RegExp(`^(?:${GAP})?${UNIT}\\.?\\s?#?\\s?[A-Za-z]?\\d{1,5}[A-Za-z]?\\b`, 'i'),
  house: new RegExp(`^[ \\t]{1,2}\\d{1,4}[A-Za-z]?(?=[\\s,.;>?)]|$)${NOT_HOUSE}`),
  state: new RegExp(
    `^(?:,\\s?|\\s(?:in\\s)?)(?:${STATE_NAME}|${STATE_CODE})\\b\\.?(?:,?\\s{1,2}\\d{5}(?:-\\d{4})?\\b)?`,
  ),
  zip: /^,?\s{1,2}\d{5}(?:-\d{4})?\b/,
  town: expression(
    String.raw`^,\s\p{Lu}[\p{L}\p{M}'-]{2,25}(?:\s\p{Lu}[\p{L}\p{M}'-]{2,25})?(?=\s?[.,;\n]|$)`,
    'u',
  ),
  // `Suite 104 Veszprém`, behind a unit: nothing but a town follows one.
  unitTown: expression(
    String.raw`^[\s,>?]{1,8}\p{Lu}[\p{L}\p{M}'-]{2,25}(?:\s\p{Lu}[\p{L}\p{M}'-]{0,25}){0,2}(?=\s?[.,;\n?!]|$)`,
    'u',
  ),
  // The rest of a whole address, up to what it ends with.
  rest: expression(
    `^(?:${GAP}(?:${WORD}|${PARTICLE}|${FILLER}|${UNIT}\\.?\\s?\\d{1,5}|${NUMBER})){0,9}?${GAP}${ENDING}`,
    'iu',
  ),
} as const;

const BEGINS_WITH_GAP = /^[\s,>?|.;]/;

/** By a table where it can: this is asked behind every place and street. */
function beginsWithGap(tail: string): boolean {
  const code = tail.charCodeAt(0);
  return code < 0x80 ? STARTS[code] === Start.gap : BEGINS_WITH_GAP.test(tail);
}
const UNIT_START = /^[a-z#]/i;

/** What each form begins with behind a gap, as bits by character: most tails are none of them by that alone. */
const Start = { unit: 1, digit: 2, capital: 4, gap: 8, other: 16 } as const;
const STARTS = new Uint8Array(0x80);
const mark = (characters: string, kind: number): void => {
  for (const code of Buffer.from(characters)) STARTS[code] = (STARTS[code] ?? 0) | kind;
};
mark('asufrbpASUFRBP#', Start.unit);
mark('0123456789', Start.digit);
// And `in` before a state.
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZi', Start.capital);
mark(' \t\n\v\f\r,>?|.;', Start.gap);
const ANY = 0xff;
const LONGEST_GAP = 8;

/** What stands behind the gap that a tail begins with, as bits of `Start`; all of them where that is not ASCII. */
function startBehindGap(tail: string): number {
  for (let at = 0; at <= LONGEST_GAP; at++) {
    const code = tail.charCodeAt(at);
    if (code >= 0x80) return ANY;
    // Nothing at all where the text ends.
    if (!(code >= 0)) return 0;
    const kind = STARTS[code] ?? 0;
    if (kind !== Start.gap) return kind | Start.other;
  }
  return 0;
}

/** What may stand before one: house numbers, a unit, a post box. */
const BEFORE = [
  expression(`(?<![\\p{L}\\p{N}.,-])\\d{1,5}[A-Za-z]?(?:${GAP})?$`, 'u'),
  expression(`(?<![\\p{L}\\p{N}])${UNIT}\\.?\\s?\\d{1,5}(?:${GAP})?$`, 'iu'),
  /\bthe corner of $/i,
];
/** Enough for the rest of an address. */
const REACH = 120;
const MOST = 6;

/**
 * Grows a stretch of an address over the parts that belong to it by their form: house numbers, units, towns,
 * regions and postal codes. Bounded in steps and in reach.
 *
 * @param isStreet whether the stretch is a street: only then a number behind it is a house's, and a town may follow
 */
export function extendAddress(
  text: string,
  start: number,
  end: number,
  isStreet: boolean,
): readonly [number, number] {
  let to = end;
  let last: Form | undefined;
  for (let step = 0; step < MOST; step++) {
    const grown = behind(text.slice(to, to + REACH), isStreet, last);
    if (grown === undefined) break;
    last = grown.form;
    to += grown.length;
  }
  let from = start;
  const before = isStreet ? 3 : 0;
  for (let step = 0; step < before; step++) {
    const head = text.slice(Math.max(0, from - 30), from);
    const length = mayEndBefore(head) ? lengthBefore(head) : 0;
    if (length === 0) break;
    from -= length;
  }
  return [from, to];
}

/** A cheap look at the end of what stands before a street: a digit, the letter behind one, or `of`; true beyond ASCII. */
function mayEndBefore(head: string): boolean {
  let at = head.length - 1;
  while (at >= 0 && STARTS[head.charCodeAt(at)] === Start.gap) at -= 1;
  const code = head.charCodeAt(at);
  return code >= 0x80 || (code | 0x20) === LETTER_F || hasDigit(head, at - 1, at + 1);
}
const LETTER_F = 0x66;

/** How long what may stand before a street is; 0 where it is none of that. */
function lengthBefore(head: string): number {
  for (const pattern of BEFORE) {
    const length = pattern.exec(head)?.[0].length ?? 0;
    if (length > 0) return length;
  }
  return 0;
}

type Form = keyof typeof BEHIND;

interface Part {
  readonly form: Form;
  readonly pattern: RegExp;
  /** What it begins with behind a gap, as bits of `Start`. */
  readonly start: number;
}

const UNIT_PART: Part = { form: 'unit', pattern: BEHIND.unit, start: Start.unit };
const STATE_PART: Part = { form: 'state', pattern: BEHIND.state, start: Start.capital };
const ZIP_PART: Part = { form: 'zip', pattern: BEHIND.zip, start: Start.digit };
const OF_A_STREET: readonly Part[] = [
  { form: 'rest', pattern: BEHIND.rest, start: ANY },
  UNIT_PART,
  { form: 'house', pattern: BEHIND.house, start: Start.digit },
  STATE_PART,
  ZIP_PART,
  { form: 'town', pattern: BEHIND.town, start: Start.capital },
];
const OF_A_PLACE: readonly Part[] = [UNIT_PART, STATE_PART, ZIP_PART];

interface Grown {
  readonly form: Form;
  readonly length: number;
}

function behind(tail: string, isStreet: boolean, last: Form | undefined): Grown | undefined {
  // Only a unit may touch what stands before it.
  const isGap = beginsWithGap(tail);
  if (!isGap && !UNIT_START.test(tail)) return undefined;
  const start = startBehindGap(tail);
  for (const { form, pattern, start: begins } of isStreet ? OF_A_STREET : OF_A_PLACE) {
    if ((!isGap && form !== 'unit') || (start & begins) === 0) continue;
    const match = pattern.exec(tail);
    // Without regard to case a plain word would pass for a capitalized one.
    if (match !== null && (form !== 'rest' || isWritten(match[0])))
      return { form, length: match[0].length };
  }
  const town = last === 'unit' && isStreet ? BEHIND.unitTown.exec(tail) : null;
  return town === null ? undefined : { form: 'unitTown', length: town[0].length };
}

/** Whether the words of an address are written as such: none but particles, units and countries begins small. */
function isWritten(found: string): boolean {
  const small = found.match(unicode("(?<![\\p{L}\\p{N}'])\\p{Ll}[\\p{L}']*", 'g')) ?? [];
  return small.every((word) => SMALL.test(word)) || !unicode('\\p{Lu}').test(found);
}
const SMALL = expression(
  `^(?:${PARTICLE}|${FILLER}|${UNIT}|${COUNTRY}|[a-z]{1,2}|republic|kingdom|states|zealand|africa)$`,
  'iu',
);
