import { MONTH_NUMBERS } from './calendar.ts';
import type { IdentifierLabel } from './labels.ts';

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
 * with and without the country code, `1984-03-12` as `19840312` or `12mar1984`. Lower case, leading zeros
 * gone (`compactKey`). Empty for values that are too short to be told from others.
 */
export function otherForms(label: IdentifierLabel, value: string): readonly string[] {
  if (label === 'PHONE' || label === 'FAX') return phoneForms(value);
  if (label === 'DATE') return dateForms(value);
  if (!IDS.has(label)) return [];
  const whole = value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  // `MR-00918273` is also called 918273.
  const number = /^\p{L}{1,5}(\d{6,})$/u.exec(whole)?.[1];
  return telling(number === undefined ? [whole] : [whole, number]);
}

/** A run of letters and digits as the forms are kept. */
export function compactKey(run: string): string {
  return run.startsWith('0') ? run.replace(/^0+/, '') : run;
}

function telling(forms: readonly string[]): string[] {
  return forms.map(compactKey).filter((form) => form.length >= MIN_LENGTH && hasDigits(form));
}

/** Whether there are enough of them, whatever stands between. */
function hasDigits(form: string): boolean {
  let digits = 0;
  for (let at = 0; at < form.length; at++) {
    const code = form.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits >= MIN_DIGITS;
}

function phoneForms(value: string): string[] {
  const digits = value
    .replace(/[,;\s]*(?:x|ext\.?|extension|#)\s*\d{1,6}\s*$/i, '')
    .replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return [];
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  return telling(national.length === 10 ? [national, `1${national}`] : [digits]);
}

/** The same day in the orders and spellings in use; nothing for a month, a year or an unclear order. */
function dateForms(value: string): string[] {
  const day = readDay(value.trim());
  if (day === undefined) return [];
  const [y, m, d] = day;
  const [mm, dd] = [m.padStart(2, '0'), d.padStart(2, '0')];
  const names = MONTH_NUMBERS.filter(([, number]) => number === Number(m)).map(([name]) => name);
  const spelled = names.flatMap((name) => [
    `${dd}${name}${y}`,
    `${Number(d).toString()}${name}${y}`,
    `${name}${dd}${y}`,
    `${name}${Number(d).toString()}${y}`,
    `${y}${name}${dd}`,
  ]);
  return telling([
    `${y}${mm}${dd}`,
    `${mm}${dd}${y}`,
    `${dd}${mm}${y}`,
    ...spelled.map((form) => form.toLowerCase()),
  ]);
}

/** Year, month and day, where the value says which is which. */
function readDay(value: string): readonly [string, string, string] | undefined {
  const iso = /^((?:18|19|20)\d{2})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[T ].*)?$/.exec(value);
  if (iso !== null) return [iso[1] ?? '', iso[2] ?? '', iso[3] ?? ''];
  const us = /^(\d{1,2})[-/.](\d{1,2})[-/.]((?:18|19|20)\d{2})$/.exec(value);
  if (us !== null) {
    const [first = '', second = '', year = ''] = us.slice(1);
    return Number(first) > 12 ? [year, second, first] : [year, first, second];
  }
  const year = /(?<!\d)(?:18|19|20)\d{2}(?!\d)/.exec(value)?.[0];
  const number = /(?<!\d)\d{1,2}(?!\d)/.exec(value)?.[0];
  const word = /\p{L}{3,}/u.exec(value)?.[0].toLowerCase();
  const month = MONTH_NUMBERS.find(([name]) => name === word)?.[1];
  if (year === undefined || number === undefined || month === undefined) return undefined;
  return [year, String(month), number];
}
