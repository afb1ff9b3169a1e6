import type { Charset } from './charset.ts';
import { exactly } from './exactly.ts';
import { reverseTable, type ReverseTable } from './reverse-table.ts';

const NAME = 'iso-2022-jp';
const ESCAPES = { ascii: [0x1b, 0x28, 0x42], kanji: [0x1b, 0x24, 0x42] } as const;
const UNKNOWN = 0x3f;
/** Of one character: two of its own, and an escape before and after it. */
const MOST_BYTES = 8;

/**
 * Mail in Japanese (RFC 1468): ASCII and JIS X 0208, and an escape wherever it goes from one to the other. Its other
 * sets spell nothing here.
 */
export function iso2022jp(): Charset {
  let table: ReverseTable | undefined;
  const encode = (text: string): Uint8Array => {
    // EUC-JP writes JIS X 0208 with the same bytes and their highest bit.
    table ??= reverseTable('euc-jp');
    const bytes = Buffer.allocUnsafe(text.length * MOST_BYTES);
    let at = 0;
    let isKanji = false;
    const shiftTo = (kanji: boolean): void => {
      if (kanji === isKanji) return;
      isKanji = kanji;
      for (const byte of kanji ? ESCAPES.kanji : ESCAPES.ascii) bytes[at++] = byte;
    };
    for (const character of text) {
      const code = character.codePointAt(0) ?? UNKNOWN;
      const packed = code < 0x80 ? code : table(code);
      if (packed >= 0xa1a1 && packed <= 0xfefe) {
        shiftTo(true);
        bytes[at++] = (packed >> 8) & 0x7f;
        bytes[at++] = packed & 0x7f;
      } else {
        shiftTo(false);
        bytes[at++] = packed < 0x80 && packed > 0 ? packed : UNKNOWN;
      }
    }
    shiftTo(false);
    return Uint8Array.from(bytes.subarray(0, at));
  };
  return { name: NAME, decode: (bytes) => exactly(bytes, NAME, encode), encode };
}
