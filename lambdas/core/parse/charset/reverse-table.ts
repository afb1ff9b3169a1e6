/** The bytes of a character, the first of them in the highest place; 0 where it has none. */
export type ReverseTable = (codePoint: number) => number;

const BMP = 0x1_0000;
/** EUC-JP: what follows stands in JIS X 0212. */
const THREE_BYTES = 0x8f;
/** Codes that decoders read and encoders do not write: each character has another one (WHATWG Encoding 5, 9, 12). */
const NEVER_WRITTEN: Readonly<Record<string, (packed: number) => boolean>> = {
  // Those that NEC selected of IBM's characters.
  shift_jis: (packed) => packed >= 0xed00 && packed <= 0xeeff,
  big5: (packed) =>
    (packed >= 0x100 && packed < 0xa100) ||
    (packed >= 0xa2a4 && packed <= 0xa2a7) ||
    packed === 0xa2cc ||
    packed === 0xa2ce,
  gb18030: (packed) => packed < 0x100,
};

/**
 * Made from the decoder of Node.js (ICU), of which there is no encoder. It takes some 30 ms, once, and only where a
 * text of this encoding comes.
 *
 * @param encoding as WHATWG names it
 */
export function reverseTable(encoding: string): ReverseTable {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const table = new Uint32Array(BMP);
  const others = new Map<number, number>();
  const isUnwritten = NEVER_WRITTEN[encoding] ?? (() => false);
  const add = (...bytes: number[]): void => {
    const packed = bytes.reduce((number, byte) => number * 0x100 + byte, 0);
    if (isUnwritten(packed)) return;
    const text = decoder.decode(Uint8Array.from(bytes));
    const code = text.codePointAt(0) ?? 0;
    if (code < 0x80 || code === 0xfffd || text.length !== (code < BMP ? 1 : 2)) return;
    // The first of several codes is the one that is written.
    if (code >= BMP) {
      if (!others.has(code)) others.set(code, packed);
    } else if (table[code] === 0) table[code] = packed;
  };
  for (let lead = 0x80; lead <= 0xff; lead++) {
    add(lead);
    for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail);
  }
  if (encoding === 'euc-jp') {
    for (let lead = 0xa1; lead < 0xff; lead++) {
      for (let trail = 0xa1; trail < 0xff; trail++) add(THREE_BYTES, lead, trail);
    }
  }
  if (encoding === 'gb18030') {
    for (let index = 0; index < FOUR_BYTES_BMP; index++) {
      const [a, b, c, d] = fourBytes(index);
      add(a, b, c, d);
    }
  }
  return (code) => {
    if (code < BMP) return table[code] ?? 0;
    if (encoding !== 'gb18030') return others.get(code) ?? 0;
    const [a, b, c, d] = fourBytes(FOUR_BYTES_BEYOND + code - BMP);
    return ((a * 0x100 + b) * 0x100 + c) * 0x100 + d;
  };
}

/** How many codes of four bytes stand for what is left of the BMP, and where those of the other planes begin. */
const FOUR_BYTES_BMP = 39_420;
const FOUR_BYTES_BEYOND = 189_000;

/** GB 18030: the second and fourth byte are digits, the first and third go from 0x81 to 0xfe. */
function fourBytes(index: number): readonly [number, number, number, number] {
  return [
    0x81 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ];
}
