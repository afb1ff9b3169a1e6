import * as z from 'zod';
import { EnvelopeError, type Envelope } from './envelope.ts';

const headSchema = z.object({
  v: z.literal(1),
  recordId: z.string(),
  contentType: z.string(),
  eventType: z.string().exactOptional(),
});

/**
 * Reads what `packEnvelope` wrote. Only functions that may open the vault may import this file
 * (a dependency rule checks it).
 *
 * @throws EnvelopeError when the bytes are not an envelope of `recordId`.
 */
export function openEnvelope(recordId: string, bytes: Uint8Array): Envelope {
  const newline = bytes.indexOf(0x0a);
  if (newline < 0) throw new EnvelopeError('envelope has no head');
  let head: unknown;
  try {
    head = JSON.parse(Buffer.from(bytes.subarray(0, newline)).toString('utf8'));
  } catch {
    // The parser's message quotes its input, so it is not kept as a cause.
    throw new EnvelopeError('envelope head is not JSON');
  }
  const parsed = headSchema.safeParse(head);
  if (!parsed.success) throw new EnvelopeError('envelope head is malformed');
  if (parsed.data.recordId !== recordId) {
    throw new EnvelopeError('envelope belongs to another record');
  }
  const { contentType, eventType } = parsed.data;
  const told = eventType === undefined ? {} : { eventType };
  return { recordId, contentType, ...told, body: bytes.subarray(newline + 1) };
}
