/** A header is none, or has too many fields. */
export class MalformedMimeError extends Error {
  override readonly name = 'MalformedMimeError';
}
