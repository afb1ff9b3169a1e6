import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';

const AMOUNT = '(?<![\\w.])\\d{1,5}(?:[.,]\\d{1,3})?(?:\\s?-\\s?\\d{1,4})?[\\s-]?';
const SIG =
  '(?:once|twice|daily|nightly|weekly|every\\s(?:other\\sday|day|morning|night|\\d{1,2}\\s?(?:hours?|hrs?|h)\\b)|per\\sday|a\\sday|b\\.?i\\.?d\\b|t\\.?i\\.?d\\b|q\\.?i\\.?d\\b|q\\.?\\d{1,2}\\s?h\\b|q\\.?d\\b|qhs|qam|qpm|prn|po\\b|by\\smouth|orally|sublingual|at\\sbedtime|subcutaneous(?:ly)?|subq\\b|iv\\b|im\\b|tablets?|caps(?:ules?)?|pills?|injections?)';
const DOSE = new RegExp(
  `${AMOUNT}(?:mg|mcg|µg|μg|ug|units?|iu|ml|cc|meq|g|puffs?|drops?|gtts?|sprays?|patch(?:es)?|tablets?|tabs?|capsules?|caps|pills?)\\b[\\s,(]{0,3}(?:of\\s[a-z]{3,24}\\s)?${SIG}`,
  'iy',
);
const STRENGTH = new RegExp(
  `${AMOUNT}(?:mg|mcg|µg|μg|meq|mg\\/kg|mcg\\/kg|mg\\/m2|units\\/(?:hr|hour|kg))(?![\\w/])(?!\\s?/\\s?d?l)`,
  'iy',
);

/** Doses: an amount with its schedule says enough alone; an amount in milligrams needs company. */
export const dose = defineRecogniser('dose', Trait.digit | Trait.letter, (view) => {
  const isAmount = (length: number, digits: number): boolean => digits <= 5 && length - digits <= 8;
  return [
    ...matchesAtNumbers(DOSE, view, isAmount).map((match) => span(match, 0.9)),
    ...matchesAtNumbers(STRENGTH, view, isAmount).map((match) => span(match, 0.5)),
  ];
});

function span(match: RegExpExecArray, score: number) {
  return { label: 'DRUG' as const, start: match.index, end: match.index + match[0].length, score };
}
