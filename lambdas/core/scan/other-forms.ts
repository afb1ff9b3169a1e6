import { MONTHS } from './calendar.ts';
import type { IdentifierLabel } from './labels.ts';
import { unicode } from './unicode.ts';

/** Too short to mean the same thing wherever it stands. */
const MIN_LENGTH = 6;
const MIN_DIGITS = 5;

const IDS: ReadonlySet<IdentifierLabel> = new Set<IdentifierLabel>([
  'SSN',
  'MRN',
  'HEALTH_PLAN_ID',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'OTHER_ID',
]);

/**
 * How else a value may be written, without separators: `123-45-6789` as `123456789`, `(303) 555-0142`
 * with and without the country code, `1984-03-12` as `19840312` or, with a sign for the month (`monthCode`),
 * `12mar1984`. Lower case, leading zeros gone (`compactKey`). Empty for values that are too short to be told from others.
 */
export function otherForms(label: IdentifierLabel, value: string): readonly string[] {
  if (label === 'PHONE' || label === 'FAX') return phoneForms(value);
  if (label === 'DATE') return dateForms(value);
  if (!IDS.has(label)) return [];
  const whole = value.toLowerCase().replace(unicode('[^\\p{L}\\p{N}]+', 'g'), '');
  // `MR-00918273` is also called 918273.
  const number = unicode('^\\p{L}{1,5}(\\d{6,})$').exec(whole)?.[1];
  return telling(number === undefined ? [whole] : [whole, number]);
}

/** Whether values under a label are written in several forms. */
export function hasForms(label: IdentifierLabel): boolean {
  return label === 'DATE' || label === 'PHONE' || label === 'FAX' || IDS.has(label);
}

/**
 * Digits that every form of a value has in a row, where it has forms at all: where they stand once in a document,
 * none of its forms stands elsewhere.
 */
export function tellingDigits(label: IdentifierLabel, value: string): string | undefined {
  if (label === 'DATE') return /(?<!\d)(?:18|19|20)\d{2}/.exec(value)?.[0];
  // With or without the country's code.
  if (label === 'PHONE' || label === 'FAX') return phoneDigits(value).slice(-6);
  if (!IDS.has(label)) return undefined;
  const digits = plainDigits(value);
  return digits.length < MIN_DIGITS ? undefined : digits;
}

/** The digits alone, without zeros in front. */
export function plainDigits(text: string): string {
  return withoutZeros(digitsOf(text));
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** All ASCII digits of a text. Values are short: a look at each character costs less than an expression. */
function digitsOf(text: string): string {
  const { length } = text;
  let digits = '';
  let from = -1;
  for (let at = 0; at < length; at++) {
    if (isDigit(text.charCodeAt(at))) {
      if (from < 0) from = at;
    } else if (from >= 0) {
      digits += text.slice(from, at);
      from = -1;
    }
  }
  if (from < 0) return digits;
  return digits === '' ? text.slice(from) : digits + text.slice(from);
}

function withoutZeros(text: string): string {
  let zeros = 0;
  while (text.charCodeAt(zeros) === 0x30) zeros += 1;
  return zeros === 0 ? text : text.slice(zeros);
}

/** A run of letters and digits as the forms are kept. */
export function compactKey(run: string): string {
  return withoutZeros(run);
}

function telling(forms: readonly string[]): string[] {
  return forms.map(compactKey).filter((form) => form.length >= MIN_LENGTH && hasDigits(form));
}

/** Whether there are enough of them, whatever stands between. */
function hasDigits(form: string): boolean {
  let digits = 0;
  for (let at = 0; at < form.length; at++) {
    const code = form.charCodeAt(at);
    if (isDigit(code)) digits += 1;
  }
  return digits >= MIN_DIGITS;
}

/** Without an extension. */
function phoneDigits(value: string): string {
  const own = MAY_EXTEND.test(value) ? value.replace(EXTENSION, '') : value;
  return digitsOf(own);
}

const MAY_EXTEND = /[xX#]/;
const EXTENSION = /[,;\s]*(?:x|ext\.?|extension|#)\s*\d{1,6}\s*$/i;

function phoneForms(value: string): string[] {
  const digits = phoneDigits(value);
  if (digits.length < 7 || digits.length > 15) return [];
  // Without the country's code, of one digit to three (ITU-T E.164): `+44 20 7946 0958` as `020 7946 0958`.
  if (/^\s*\+(?!1)/.test(value) && digits.length >= 10) {
    return telling([digits, digits.slice(1), digits.slice(2), digits.slice(3)]);
  }
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return telling(national.length === 10 ? [national, `1${national}`] : [digits]);
}

/** How a month's name is written in a form, whatever the name: one character of private use. */
export function monthCode(month: number): number {
  return 0xe000 + month;
}

/** The same day in the orders and spellings in use; nothing for a month, a year or an unclear order. */
function dateForms(value: string): string[] {
  const date = readDay(value.trim());
  if (date === undefined) return [];
  const [year, month, day] = date;
  const [mm, dd] = [month.padStart(2, '0'), day.padStart(2, '0')];
  const name = String.fromCharCode(monthCode(Number(month)));
  const d = Number(day).toString();
  return telling([
    `${year}${mm}${dd}`,
    `${mm}${dd}${year}`,
    `${dd}${mm}${year}`,
    `${d}${name}${year}`,
    `${name}${dd}${year}`,
    `${name}${d}${year}`,
    `${year}${name}${dd}`,
  ]);
}

/** Year, month and day, where the value says which is which. */
function readDay(value: string): readonly [string, string, string] | undefined {
  return (isDigit(value.charCodeAt(0)) ? readNumbers(value) : undefined) ?? readNamed(value);
}

function readNumbers(value: string): readonly [string, string, string] | undefined {
  const iso = /^((?:18|19|20)\d{2})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[T ].*)?$/.exec(value);
  if (iso !== null) return [iso[1] ?? '', iso[2] ?? '', iso[3] ?? ''];
  const us = /^(\d{1,2})[-/.](\d{1,2})[-/.]((?:18|19|20)\d{2})$/.exec(value);
  if (us !== null) {
    const [first = '', second = '', year = ''] = us.slice(1);
    return Number(first) > 12 ? [year, second, first] : [year, first, second];
  }
  return undefined;
}

/** With the month's name, wherever it stands. */
function readNamed(value: string): readonly [string, string, string] | undefined {
  const year = /(?<!\d)(?:18|19|20)\d{2}(?!\d)/.exec(value)?.[0];
  const number = /(?<!\d)\d{1,2}(?!\d)/.exec(value)?.[0];
  const word = unicode('\\p{L}{3,}').exec(value)?.[0].toLowerCase();
  const month = word === undefined ? undefined : MONTHS.get(word);
  if (year === undefined || number === undefined || month === undefined) return undefined;
  return [year, String(month), number];
}
