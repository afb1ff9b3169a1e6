/**
 * Leads positions in bytes to positions in the text that they are as UTF-8, in UTF-16 code units. The bytes need not
 * all be UTF-8: what spells no character counts as one.
 */
export class BytePositions {
  readonly #units: Uint32Array | undefined;

  constructor(bytes: Uint8Array) {
    if (bytes.every((byte) => byte < 0x80)) return;
    this.#units = new Uint32Array(bytes.length + 1);
    let units = 0;
    for (const [at, byte] of bytes.entries()) {
      this.#units[at] = units;
      // Bytes that go on with a character have been counted with the first; four of them are two units.
      units += (byte & 0xc0) === 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    this.#units[bytes.length] = units;
  }

  inText(byte: number): number {
    return this.#units === undefined ? byte : (this.#units[byte] ?? byte);
  }
}
