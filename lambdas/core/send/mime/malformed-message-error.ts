/** A message in MIME that is not read. Static text: it names a field and never quotes the message. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
  /** The header field that is at fault; empty for what is none. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
