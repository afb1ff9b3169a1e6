import { createHash } from 'node:crypto';
import { readHeaders } from '../parse/mime/read-headers.ts';
import { canonicalMessage } from './idempotency.ts';
import { readMimeMessage } from './mime/read-mime-message.ts';

/** What keys begin with that were made here, of a message that came by SMTP. */
const PREFIX = 'submission:';

/**
 * The `Idempotency-Key` of a message that came by SMTP: a program that did not hear the reply sends the same message again
 * (RFC 5321 4.5.4.1, RFC 1047), to the same recipients, with the `Message-ID` that it had. Some compose it anew, with another
 * `Date` and other boundaries, so that it goes by what is read of it and leaves: another text or file under the same
 * `Message-ID` is a message of its own. Undefined for one that has none, or two: then two that are the same may well be two
 * messages; and for one that is malformed, of which nothing is sent.
 */
export function submissionKey(raw: Uint8Array, recipients: readonly string[]): string | undefined {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
  const fields = readHeaders(text, 0, text.length)?.fields ?? [];
  const [field, second] = fields.filter(({ name }) => name === 'message-id');
  if (field === undefined || second !== undefined) return undefined;
  const messageId = text.slice(field.start, field.end).trim();
  if (messageId === '') return undefined;
  const envelope = [...recipients].sort();
  const read = readMimeMessage(raw, { recipients: envelope });
  if (read.kind === 'malformed') return undefined;
  const hash = createHash('sha256').update(JSON.stringify([envelope, messageId]));
  hash.update('\n').update(canonicalMessage(read.message));
  return `${PREFIX}${hash.digest('hex')}`;
}

/**
 * Whether a refusal is no answer to a repeat. Whoever mended something sends a new key; who sends mail by SMTP cannot, so
 * that the message is decided anew.
 */
export function forgetsRefusals(idempotencyKey: string): boolean {
  return idempotencyKey.startsWith(PREFIX);
}
