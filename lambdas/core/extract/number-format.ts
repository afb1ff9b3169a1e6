/** How a number is shown, as far as it changes what the number says. */
export type NumberFormat =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' }
  /** Digits filled in from the right: `000-00-0000`. */
  | { readonly kind: 'mask'; readonly mask: string };

const PLAIN: NumberFormat = { kind: 'plain' };
const DATE: NumberFormat = { kind: 'date' };

/** Built-in formats that show dates, East Asian ones among them (ECMA-376-1, 18.8.30). Times alone are not. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/** @param code the format's code where the workbook defines one */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return isBuiltInDate(id) ? DATE : PLAIN;
  // The first section is for positive numbers; quoted text, escapes, colors and conditions say nothing.
  const [section = ''] = code
    .slice(0, 400)
    .replace(/"[^"]*"/g, '')
    .replace(/\[(?!\$)[^\]]*\]|\[\$[^\]]*\]/g, '')
    .split(';', 1);
  const bare = section.replace(/\\(.)/g, '$1').replace(/_.|\*./g, '');
  if (/^[0#?()\- .]*[0#?][0#?()\- .]*$/.test(bare) && /[0#?][()\- .]+[0#?]/.test(bare)) {
    return bare.includes('.') ? PLAIN : { kind: 'mask', mask: bare };
  }
  if (/^0{2,}$/.test(bare)) return { kind: 'mask', mask: bare };
  return /[dy]|m{3,}/i.test(bare.replace(/general/i, '')) ? DATE : PLAIN;
}

const DAY = 86_400_000;
/** Beyond these a serial number is no date (31 December 9999). */
const LAST_SERIAL = 2_958_465;

/**
 * The day that a serial number stands for, `YYYY-MM-DD`. The 1900 system counts a 29 February 1900 that never
 * was (ECMA-376-1, 18.17.4.1).
 *
 * @returns undefined for what is no date
 */
export function dateOfSerial(serial: number, is1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 1 || serial > LAST_SERIAL) return undefined;
  const day = Math.floor(serial);
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  return new Date(epoch + day * DAY).toISOString().slice(0, 10);
}

/** The digits of a number in a mask, as the cell shows them. */
export function fillMask(digits: string, mask: string): string {
  let left = digits.length;
  let shown = '';
  for (let at = mask.length - 1; at >= 0; at -= 1) {
    const sign = mask[at] ?? '';
    if (!/[0#?]/.test(sign)) shown = sign + shown;
    else if (left > 0) {
      left -= 1;
      shown = (digits[left] ?? '') + shown;
    } else if (sign === '0') shown = `0${shown}`;
  }
  return digits.slice(0, left) + shown;
}
