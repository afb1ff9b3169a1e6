/** RFC 4648, table 1, and what table 2 has instead of its last two letters. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 64;
const VALUES = new Uint8Array(0x80).fill(NONE);
for (let value = 0; value < NONE; value++) VALUES[LETTERS.charCodeAt(value)] = value;
VALUES['-'.charCodeAt(0)] = 62;
VALUES['_'.charCodeAt(0)] = 63;

/**
 * A cheap look at base64: false only where no text begins with the three bytes that its first four letters spell. Words
 * and ids are base64 as well, and three out of four of them spell a control character or the middle of one.
 */
export function maySpellText(letters: string): boolean {
  let bits = 0;
  for (let at = 0; at < 4; at++) {
    const value = VALUES[letters.charCodeAt(at)] ?? NONE;
    if (value === NONE) return true;
    bits = (bits << 6) | value;
  }
  for (let shift = 16; shift >= 0; shift -= 8) {
    const byte = (bits >> shift) & 0xff;
    // The first byte of a character beyond ASCII (RFC 3629 section 4), of which the closer look knows more.
    if (byte >= 0x80) return byte >= 0xc2 && byte <= 0xf4;
    if (byte === 0x7f || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return true;
}
