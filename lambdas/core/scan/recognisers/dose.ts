import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';

const AMOUNT = '(?<![\\w.])\\d{1,5}(?:[.,]\\d{1,3})?\\s?';
const SIG =
  '(?:once|twice|daily|nightly|weekly|every\\s\\d{1,2}\\s?(?:hours?|hrs?|h)\\b|per\\sday|a\\sday|b\\.?i\\.?d\\b|t\\.?i\\.?d\\b|q\\.?i\\.?d\\b|q\\.?d\\b|qhs|prn|po\\b|by\\smouth|at\\sbedtime|subcutaneous(?:ly)?|iv\\b|im\\b|tablets?|caps(?:ules?)?|pills?|injections?)';
const DOSE = new RegExp(
  `${AMOUNT}(?:mg|mcg|µg|μg|ug|units?|iu|ml|meq|g|puffs?|drops?|tablets?|tabs?|capsules?|caps|pills?)\\b[\\s,(]{0,3}(?:of\\s[a-z]{3,24}\\s)?${SIG}`,
  'gi',
);
const STRENGTH = new RegExp(`${AMOUNT}(?:mg|mcg|µg|μg|meq)(?![\\w/])(?!\\s?/\\s?d?l)`, 'gi');

/** Doses: an amount with its schedule says enough alone; an amount in milligrams needs company. */
export const dose = defineRecogniser('dose', Trait.digit | Trait.letter, ({ text }) => [
  ...matches(DOSE, text).map((match) => span(match, 0.9)),
  ...matches(STRENGTH, text).map((match) => span(match, 0.5)),
]);

function span(match: RegExpExecArray, score: number) {
  return { label: 'DRUG' as const, start: match.index, end: match.index + match[0].length, score };
}
