/**
 * The plaintext that is sealed: a one-line JSON head, a newline, then the body bytes.
 * The head names the record it belongs to, so that a ciphertext moved to another record is refused
 * when it is opened (the encryption context is shared by many records, so that data keys can be cached).
 */
export interface Envelope {
  /** Key of the vault record this was sealed for. */
  readonly recordId: string;
  readonly contentType: string;
  /** The type of an event, where a header of its vendor told it (`eventTypeOf`). */
  readonly eventType?: string;
  readonly body: Uint8Array;
}

/** The sealed bytes do not hold an envelope, or hold one of another record. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

const MAX_HEAD_BYTES = 4096;

/** Bytes to seal. */
export function packEnvelope(envelope: Envelope): Uint8Array {
  const { recordId, contentType, eventType } = envelope;
  const head = Buffer.from(JSON.stringify({ v: 1, recordId, contentType, eventType }) + '\n');
  if (head.length > MAX_HEAD_BYTES) throw new EnvelopeError('envelope head is too large');
  return Buffer.concat([head, envelope.body]);
}
