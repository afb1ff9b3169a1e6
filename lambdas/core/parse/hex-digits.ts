/** Ten bytes: shorter ones are ids and colors. */
const SHORTEST = 20;

/** Whether hexadecimal digits may be a text. Digits from 0 to 9 alone are a number, unless it is a very long one. */
export function isHex(digits: string): boolean {
  return (
    digits.length >= SHORTEST &&
    digits.length % 2 === 0 &&
    !/[^0-9A-Fa-f]/.test(digits) &&
    (digits.length >= 32 || /[A-Fa-f]/.test(digits))
  );
}
