/** Check digits of published numbering schemes. All take digits or letters without separators. */

/** Luhn, ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    if (digit < 0 || digit > 9) return false;
    const weighed = at % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** National Provider Identifier: ten digits, Luhn over the prefix 80840 (45 CFR 162.406). */
export function isNpi(digits: string): boolean {
  return /^[12]\d{9}$/.test(digits) && passesLuhn(`80840${digits}`);
}

/** DEA registration number: two letters, six digits, check digit (DEA Diversion Control Division). */
export function isDeaNumber(text: string): boolean {
  if (!/^[A-HJ-NPRSTUX][A-Z9]\d{7}$/.test(text)) return false;
  const digits = [...text.slice(2)].map(Number);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check = -1] = digits;
  return (a + c + e + 2 * (b + d + f)) % 10 === check;
}

/** Vehicle identification number with its check digit, 49 CFR 565.15(c). */
export function isVin(text: string): boolean {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text) || !/\d/.test(text) || !/[A-Z]/.test(text)) return false;
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  let sum = 0;
  weights.forEach((weight, at) => {
    sum += weight * (values.indexOf(text.charAt(at)) % 10);
  });
  return 'X0123456789'.indexOf(text.charAt(8)) === (sum % 11 === 10 ? 0 : (sum % 11) + 1);
}

/** International bank account number, ISO 13616: remainder 1 modulo 97. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/**
 * Medicare Beneficiary Identifier without dashes: eleven places, each with its own alphabet; letters
 * exclude S, L, O, I, B and Z (CMS, "Understanding the MBI format").
 */
export function isMbi(text: string): boolean {
  return /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/.test(
    text,
  );
}

/** GTIN-14 in a UDI: weights 3 and 1 from the right (GS1 General Specifications section 7.9). */
export function isGtin(digits: string): boolean {
  if (!/^\d{14}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < 14; at++) sum += (digits.charCodeAt(at) - 48) * (at % 2 === 0 ? 3 : 1);
  return sum % 10 === 0;
}

const HIBC_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';

/** Health Industry Bar Code: the last character is the sum of the others modulo 43 (ANSI/HIBC 2.6 appendix B). */
export function isHibc(code: string): boolean {
  if (!/^\+[A-Z]/.test(code)) return false;
  let sum = 0;
  for (const character of code.slice(0, -1)) {
    const value = HIBC_ALPHABET.indexOf(character);
    if (value < 0) return false;
    sum += value;
  }
  return HIBC_ALPHABET.charAt(sum % 43) === code.slice(-1);
}

const DIHEDRAL = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
] as const;
const PERMUTATION = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
] as const;

/** Verhoeff's check digit, as SNOMED CT identifiers end with (SNOMED CT Release File Specifications section 5). */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    if (digit < 0 || digit > 9) return false;
    check = Number(DIHEDRAL[check]?.charAt(Number(PERMUTATION[at % 8]?.charAt(digit))));
  }
  return digits.length > 0 && check === 0;
}

/** LOINC: the digit behind the hyphen is Luhn's over those before it (LOINC Users' Guide appendix B). */
export function isLoinc(code: string): boolean {
  return /^\d{1,7}-\d$/.test(code) && passesLuhn(code.replace('-', ''));
}
