import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
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
  const isAmount = (length: number, digits: number): boolean => digits <= 5 && length - digits <= 8;
  const spans: Span[] = [];
  for (const { index, 0: amount } of matchesAtNumbers(DOSE, view, isAmount)) {
    SCHEDULE.lastIndex = index + amount.length;
    if (SCHEDULE.test(view.text)) add(index, SCHEDULE.lastIndex, 0.9, spans);
  }
  for (const { index, 0: amount } of matchesAtNumbers(STRENGTH, view, isAmount)) {
    add(index, index + amount.length, 0.5, spans);
  }
  return spans;
});

function add(start: number, end: number, score: number, spans: Span[]): void {
  spans.push({ label: 'DRUG', start, end, score });
}
