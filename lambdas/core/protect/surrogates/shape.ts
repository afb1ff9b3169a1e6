import { isDeaNumber, isIban, isMbi, isNpi, isVin, passesLuhn } from '../../scan/checksums.ts';
import { between, type RandomNumbers } from './random-numbers.ts';
import { unicode } from '../../scan/unicode.ts';

const UPPER = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const TRIES = 20;

/** Random digits for digits and letters for letters; everything between them stays. */
export function sameShape(value: string, random: RandomNumbers): string {
  const isHex = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$|^(?=.*\d)[0-9a-f]{12,}$/i.test(
    value,
  );
  const letters = isHex ? 'ABCDEF' : UPPER;
  let first = true;
  return value.replace(unicode('[\\p{L}\\p{N}]', 'g'), (character) => {
    if (unicode('\\p{N}').test(character)) {
      const digit = between(random, first && character !== '0' ? 1 : 0, 9);
      first = false;
      return String(digit);
    }
    const letter = letters.charAt(between(random, 0, letters.length - 1));
    return character === character.toUpperCase() ? letter : letter.toLowerCase();
  });
}

/**
 * An id of the same shape that no check digit makes a real one: no card or NPI (Luhn), DEA, VIN, IBAN or
 * Medicare number, and where nine digits could be a social security number one of those never issued.
 */
export function inventedId(value: string, random: RandomNumbers): string {
  const digits = value.replace(/\D/g, '');
  if (digits.length === 9 && !unicode('\\p{L}').test(value)) return inventedSsn(value, random);
  let id = sameShape(value, random);
  for (let tries = 0; (id === value || isReal(id)) && tries < TRIES; tries++) {
    id = sameShape(value, random);
  }
  return isReal(id) ? nextDigit(id) : id;
}

function isReal(id: string): boolean {
  const bare = id.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const digits = bare.replace(/[A-Z]/g, '');
  return (
    (digits.length >= 12 && passesLuhn(digits)) ||
    isNpi(digits) ||
    isDeaNumber(bare) ||
    isVin(bare) ||
    isIban(bare) ||
    isMbi(bare)
  );
}

/** Another last digit passes no check that this one passed. */
function nextDigit(id: string): string {
  return id.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
}

/**
 * Numbers from 900 on are no social security numbers (SSA, "Social Security Number Randomization"), and with a
 * group from 10 to 49 no taxpayer numbers either (IRS, Internal Revenue Manual 3.21.263).
 */
export function inventedSsn(value: string, random: RandomNumbers): string {
  const shape = sameShape(value, random);
  if (value.replace(/\D/g, '').length !== 9) return shape;
  let place = 0;
  return shape.replace(/\d/g, (digit) => {
    place += 1;
    if (place === 1) return '9';
    return place === 4 ? String(between(random, 1, 4)) : digit;
  });
}
