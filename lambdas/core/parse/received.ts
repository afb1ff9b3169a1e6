import { decodeText, markApart, type DecodedText } from './decode-text.ts';

/** Half of a character: UTF-8 has none, so what is sent has something else there. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A body as bytes and as text. It came as one of them; the other is made of it when somebody first asks, which for a
 * text that is only scanned nobody does.
 */
export class Received {
  /** Of UTF-8, or whatever came. */
  readonly #bytes: Uint8Array | undefined;
  #madeBytes: Uint8Array | undefined;
  /** As it came; its bytes are well-formed UTF-8. */
  readonly knownText: string | undefined;
  #decoded: DecodedText | undefined;
  #isDecoded = false;

  private constructor(bytes: Uint8Array | undefined, text: string | undefined) {
    this.#bytes = bytes;
    this.knownText = text;
  }

  static of(content: Uint8Array | string): Received {
    if (typeof content !== 'string') return new Received(content, undefined);
    return LONE_SURROGATE.test(content)
      ? new Received(Buffer.from(content), undefined)
      : new Received(undefined, content);
  }

  get bytes(): Uint8Array {
    return this.#bytes ?? (this.#madeBytes ??= Buffer.from(this.knownText ?? ''));
  }

  get byteLength(): number {
    return this.#bytes?.byteLength ?? Buffer.byteLength(this.knownText ?? '');
  }

  /** As `decodeText` says it; undefined for what is no text. */
  get decoded(): DecodedText | undefined {
    if (!this.#isDecoded) {
      this.#isDecoded = true;
      this.#decoded =
        this.knownText === undefined ? decodeText(this.bytes) : markApart(this.knownText);
    }
    return this.#decoded;
  }
}
