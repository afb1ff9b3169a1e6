/** One mail, in words that every API has. */
export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly toName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The value of the header `X-Campaign`. */
  readonly header: string;
  /** What an application attaches beyond the message: custom arguments, metadata, tags. */
  readonly metadata: string;
  /** What it counts the mail under: a category, a tag. */
  readonly tag: string;
  /** What is filled into text or page for this recipient. */
  readonly substitution: string;
  readonly file: {
    readonly name: string;
    readonly type: string;
    readonly content: string | Uint8Array;
  };
}

/** The content of its file. */
export function bytesOf({ file: { content } }: SentMail): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
}
