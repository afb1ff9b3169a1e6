import { createHash, createHmac } from 'node:crypto';
import type { RandomBytes } from '../message/ids.ts';
import type { OutboundMessage } from './outbound-message.ts';

/** The header by which a client says that a request is the same as one before (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
/** Visible ASCII and spaces; Resend's clients send up to 256 characters. */
const KEY = /^[\x20-\x7e]{1,256}$/;

/**
 * What a request with an `Idempotency-Key` is known by. Clients make keys of order numbers and of patients' numbers,
 * which can be tried: so both are made with a secret of the key, which is computed where nobody reads it and kept nowhere.
 */
export interface RequestIdentity {
  /** HMAC-SHA-256, hex, that stands for the key. */
  readonly keyHash: string;
  /** The same of what is sent under the key. */
  readonly requestHash: string;
}

/** Neither empty nor too long, and of characters that a header has. */
export function isIdempotencyKey(text: string): boolean {
  return KEY.test(text);
}

/** @param secret of the sender key and the `Idempotency-Key` (`SenderSecrets.onceSecretOf`) */
export function identifyRequest(
  secret: string,
  dialect: string,
  messages: readonly OutboundMessage[],
): RequestIdentity {
  const mac = createHmac('sha256', secret).update('request\n');
  // Of what was read, not of the bytes: a form has another boundary each time.
  mac.update(`${dialect}\n${String(messages.length)}\n`);
  // Messages made of one request share its files.
  const hashes = new Map<Uint8Array, string>();
  for (const message of messages) mac.update(`${canonicalMessage(message, hashes)}\n`);
  return {
    keyHash: createHmac('sha256', secret).update('key\n').digest('hex'),
    requestHash: mac.digest('hex'),
  };
}

/**
 * What a message says, as one text: the same for the same. Files by their hash: they may be megabytes, and would be
 * written out by every byte's number.
 *
 * @param hashes of files that are known already
 */
export function canonicalMessage(
  message: OutboundMessage,
  hashes = new Map<Uint8Array, string>(),
): string {
  if (message.channel !== 'email') return JSON.stringify(message);
  const attachments = message.attachments.map(({ content, ...attachment }) => {
    const known = hashes.get(content) ?? createHash('sha256').update(content).digest('hex');
    hashes.set(content, known);
    return { ...attachment, content: known };
  });
  return JSON.stringify({ ...message, attachments });
}

/**
 * The same bytes for the same seed: ids that are made from it are the same when a request is worked on once more after
 * a crash, so that what was queued then is not queued again.
 */
export function seededBytes(seed: string): RandomBytes {
  let counter = 0;
  return {
    bytes(count) {
      const chunks: Buffer[] = [];
      for (let length = 0; length < count; length += 32) {
        counter += 1;
        chunks.push(createHmac('sha256', seed).update(String(counter)).digest());
      }
      return Buffer.concat(chunks).subarray(0, count);
    },
  };
}
