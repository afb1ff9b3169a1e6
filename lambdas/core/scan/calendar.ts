import { newSign } from './word-kinds.ts';

/** Names of months as people write them, for expressions. English and Spanish. */
export const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept?iembre|octubre|noviembre|diciembre)';

/** The words that `MONTH` stands for. */
export const MONTH_NAME = newSign(
  'jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december enero febrero marzo abril mayo junio julio agosto setiembre septiembre noviembre octubre diciembre',
);

/** Months that are also English words; in lower case they need more than a number beside them. */
export const AMBIGUOUS_MONTH = /^(?:may|mar|march|dec|jan|sep|oct)$/;

/** Whether the numbers can be a day of a year; two-digit years are accepted. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return (year >= 0 && year < 100) || (year >= 1850 && year <= 2150);
}

/** Names of months in lower case, with the number of the month. English and Spanish. */
export const MONTH_NUMBERS: readonly (readonly [string, number])[] = [
  'jan january enero',
  'feb february febrero',
  'mar march marzo',
  'apr april abril',
  'may mayo',
  'jun june junio',
  'jul july julio',
  'aug august agosto',
  'sep sept september septiembre setiembre',
  'oct october octubre',
  'nov november noviembre',
  'dec december diciembre',
].flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const));

/** The number of the month by its name in lower case. */
export const MONTHS: ReadonlyMap<string, number> = new Map(MONTH_NUMBERS);
