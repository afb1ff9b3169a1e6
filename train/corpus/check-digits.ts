import type { Random } from '../random.ts';

/** The digit that makes the sum of Luhn's scheme (ISO/IEC 7812-1, annex B) a multiple of ten. */
export function withLuhn(digits: string, prefix = ''): string {
  let sum = 0;
  [...(prefix + digits)].reverse().forEach((digit, at) => {
    const weighed = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += weighed > 9 ? weighed - 9 : weighed;
  });
  return digits + String((10 - (sum % 10)) % 10);
}

/** Ten digits with the check digit of 45 CFR 162.406. */
export const npi = (random: Random): string => withLuhn(`1${random.digits(8)}`, '80840');

/** A DEA registration number: two letters, six digits, and the sum's last digit. */
export function dea(random: Random): string {
  const digits = random.digits(6);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = [...digits].map(Number);
  const sum = a + c + e + 2 * (b + d + f);
  return random.pick(['A', 'B', 'F', 'M']) + letters(random, 1) + digits + String(sum % 10);
}

/** A vehicle identification number, its ninth place by 49 CFR 565.15(c). */
export function vin(random: Random): string {
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const alphabet = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
  const head = random.pick(['1HG', '2T1', '5YJ', 'WVW', 'KMH', '3VW']);
  let body = '';
  for (let at = 0; at < 5; at++) body += alphabet.charAt(random.between(0, 32));
  const text = `${head}${body}0${random.pick(['J', 'K', 'L', 'M'])}${letters(random, 1)}${random.digits(6)}`;
  const sum = weights.reduce((s, w, at) => s + w * (values.indexOf(text.charAt(at)) % 10), 0);
  return (
    text.slice(0, 8) + 'X0123456789'.charAt(sum % 11 === 10 ? 0 : (sum % 11) + 1) + text.slice(9)
  );
}

/** An IBAN of ISO 13616: what stands behind it, moved to the front, leaves 1 modulo 97. */
export function iban(random: Random): string {
  const [country, length] = random.pick([
    ['DE', 18],
    ['FR', 23],
    ['ES', 20],
  ] as const);
  const account = random.digits(length);
  let remainder = 0;
  for (const character of `${account}${country}00`) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return country + String(98 - remainder).padStart(2, '0') + account;
}

/** Fourteen digits of GS1, the last by the weights 3 and 1. */
export function gtin(random: Random): string {
  const digits = `00${random.digits(11)}`;
  const sum = [...digits].reduce((s, digit, at) => s + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

/** A Medicare Beneficiary Identifier: the places have their alphabets (CMS, "Understanding the MBI format"). */
export function mbi(random: Random): string {
  const place = (kind: string): string =>
    kind === 'C'
      ? String(random.between(1, 9))
      : kind === 'N'
        ? random.digits(1)
        : mbiLetter(random);
  return Array.from('CAANAANAANN').map(place).join('');
}

const mbiLetter = (random: Random): string => random.pick(Array.from('ACDEFGHJKMNPQRTUVWXY'));

/** Capital letters without those that are taken for digits. */
export function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () =>
    random.pick(Array.from('ABCDEFGHJKLMNPRSTUVWXY')),
  ).join('');
}
