/** A stretch of a text that is another text in base64 or hexadecimal digits. */
export interface EncodedRun {
  /** UTF-16 code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What it says. */
  readonly text: string;
  /** Another text in the same encoding. */
  readonly encode: (text: string) => string;
}
