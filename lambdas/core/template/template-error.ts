/**
 * A template cannot be read. Internal: whoever reads one turns it into a problem. The message is static, but for
 * names that the language itself has.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** From 1; absent where it is about all of it. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}
