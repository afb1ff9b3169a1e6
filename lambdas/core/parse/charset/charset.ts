/** A character set other than UTF-8 that texts may come in. */
export interface Charset {
  /** As media types name it. */
  readonly name: string;
  /** Undefined where bytes spell nothing in it. */
  decode(bytes: Uint8Array): string | undefined;
  /** What it has no bytes for becomes a question mark. */
  encode(text: string): Uint8Array;
}
