import { addMatch, defineRecogniser } from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const AMOUNT = '(?<![\\w.])\\d{1,5}(?:[.,]\\d{1,3})?(?:\\s?-\\s?\\d{1,4})?[\\s-]?';
const SCHEDULE =
  /(?:once|twice|daily|nightly|weekly|every\s(?:other\sday|day|morning|night|\d{1,2}\s?(?:hours?|hrs?|h)\b)|per\sday|a\sday|b\.?i\.?d\b|t\.?i\.?d\b|q\.?i\.?d\b|q\.?\d{1,2}\s?h\b|q\.?d\b|qhs|qam|qpm|prn|po\b|by\smouth|orally|sublingual|at\sbedtime|subcutaneous(?:ly)?|subq\b|iv\b|im\b|tablets?|caps(?:ules?)?|pills?|injections?)/iy;
/** Up to the schedule, which is looked for on its own: both in one compile to far more than the two. */
const DOSE = new RegExp(
  `${AMOUNT}(?:mg|mcg|µg|μg|ug|units?|iu|ml|cc|meq|g|puffs?|drops?|gtts?|sprays?|patch(?:es)?|tablets?|tabs?|capsules?|caps|pills?)\\b[\\s,(]{0,3}(?:of\\s[a-z]{3,24}\\s)?`,
  'iy',
);
const STRENGTH = new RegExp(
  `${AMOUNT}(?:mg|mcg|µg|μg|meq|mg\\/kg|mcg\\/kg|mg\\/m2|units\\/(?:hr|hour|kg))(?![\\w/])(?!\\s?/\\s?d?l)`,
  'iy',
);

/** Doses: an amount with its schedule says enough alone; an amount in milligrams needs company. */
export const dose = defineRecogniser('dose', Trait.digit | Trait.letter, (view) => {
  const { text } = view;
  const starts = amountsIn(view);
  const spans: Span[] = [];
  for (const { index, 0: amount } of matchesAt(DOSE, text, starts)) {
    SCHEDULE.lastIndex = index + amount.length;
    if (SCHEDULE.test(text)) add(index, SCHEDULE.lastIndex, 0.9, spans);
  }
  for (const { index, 0: amount } of matchesAt(STRENGTH, text, starts)) {
    add(index, index + amount.length, 0.5, spans);
  }
  return spans;
});

/** Where an amount may begin: at a number behind which a unit's first letters stand. */
function amountsIn({ text, starts, ends, numbers, digits }: View): number[] {
  const amounts: number[] = [];
  for (let index = 0; index < numbers.length; index++) {
    const start = starts[numbers[index] ?? 0] ?? 0;
    const length = (ends[numbers[index] ?? 0] ?? 0) - start;
    const count = digits[index] ?? 0;
    if (count > 5 || length - count > 8) continue;
    let at = start;
    while (at - start < LONGEST_AMOUNT && isOfAmount(text.charCodeAt(at))) at += 1;
    if (at > start && mayBeginUnit(text, at)) amounts.push(start);
  }
  return amounts;
}

/** Two numbers of four digits and more, with a range's hyphen between them. */
const LONGEST_AMOUNT = 24;
const isOfAmount = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2e || (code >= 0x2c && code <= 0x2d) || code <= 0x20;

/** The letters that units of doses begin with, and their first two; a gram is one letter. */
const FIRST_OF_UNITS = new Uint8Array(0x80);
for (const code of Buffer.from('CDGIMPSTUcdgimpstu')) FIRST_OF_UNITS[code] = 1;
const UNITS: ReadonlySet<string> = new Set(
  'mg mc ug un iu ml cc me pu dr sp pa ta ca pi'.split(' '),
);
const GRAM = 0x67;

/** Whether a unit may begin at a place; beyond ASCII any letter may. */
function mayBeginUnit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code >= 0x80) return true;
  if (FIRST_OF_UNITS[code] !== 1) return false;
  return (code | 0x20) === GRAM || UNITS.has(text.slice(at, at + 2).toLowerCase());
}

function matchesAt(form: RegExp, text: string, starts: readonly number[]): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let done = 0;
  for (const start of starts) done = addMatch(form, text, start, done, found);
  return found;
}

function add(start: number, end: number, score: number, spans: Span[]): void {
  spans.push({ label: 'DRUG', start, end, score });
}
