import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../message/ids.ts';
import { CLOSING, closeBytes, openBytes, type ClosingKey } from '../protect/closing.ts';

const KEY_BYTES = 32;
const SALT_BYTES = 32;

/** Of a vault record: what is sealed in it was closed before. */
export const CLOSED_TYPE = 'application/vnd.cordon.closed-message';

/** Which of a message's copies: what is delivered, and what waits for review. */
export type BodyUse = 'message' | 'held';

/**
 * The key under which a message's copies are closed before they are sealed: 256 random bits, base64url. It stands in the
 * deliveries and in the quarantine, each recipient's with theirs, and never with the copies. Where the last of them is
 * destroyed, nobody opens the copies any more: neither KMS nor whoever may use it.
 */
export function newBodyKey(random: RandomBytes): string {
  return Buffer.from(random.bytes(KEY_BYTES)).toString('base64url');
}

/**
 * Closes a copy. A request that is worked on once more has the same key again, and may by then say something else: so the
 * cipher's key and initialization vector depend on what is closed (as in RFC 5297), by a salt that stands before it.
 */
export function closeBody(plain: Uint8Array, bodyKey: string, use: BodyUse): Uint8Array {
  const salt = saltOf(plain, bodyKey, use);
  return Buffer.concat([salt, closeBytes(plain, keysOf(bodyKey, salt, use))]);
}

/** @returns undefined where it was altered, or closed under another key or for another use */
export function openBody(
  closed: Uint8Array,
  bodyKey: string,
  use: BodyUse,
): Uint8Array | undefined {
  if (closed.length < SALT_BYTES) return undefined;
  const salt = closed.subarray(0, SALT_BYTES);
  const plain = openBytes(closed.subarray(SALT_BYTES), keysOf(bodyKey, salt, use));
  if (plain === undefined) return undefined;
  return timingSafeEqual(salt, saltOf(plain, bodyKey, use)) ? plain : undefined;
}

function saltOf(plain: Uint8Array, bodyKey: string, use: BodyUse): Buffer {
  return createHmac('sha256', Buffer.from(bodyKey, 'base64url'))
    .update(`cordon body ${use}\n`)
    .update(plain)
    .digest();
}

/** HKDF (RFC 5869). */
function keysOf(bodyKey: string, salt: Uint8Array, use: BodyUse): ClosingKey {
  const from = Buffer.from(bodyKey, 'base64url');
  const length = CLOSING.keyBytes + CLOSING.ivBytes;
  const bytes = Buffer.from(hkdfSync('sha256', from, salt, `cordon body ${use}`, length));
  return { key: bytes.subarray(0, CLOSING.keyBytes), iv: bytes.subarray(CLOSING.keyBytes) };
}
