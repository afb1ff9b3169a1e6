import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Verifies a webhook as any receiver of Standard Webhooks 1.0 does
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Apart
 * from Cordon's own signing and verifying on purpose: a sink is somebody else's system.
 */
export interface SignedWebhook {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** Seconds between the sender's clock and ours. */
const TOLERANCE = 5 * 60;
/** Signatures looked at; a rotation needs two. */
const MAX_SIGNATURES = 10;

/**
 * @param secret `whsec_` and base64, or base64 alone.
 * @param now Milliseconds since 1970.
 */
export function isSignedWith(secret: string, webhook: SignedWebhook, now: number): boolean {
  const { id, timestamp, signature, body } = webhook;
  if (id === undefined || timestamp === undefined || signature === undefined) return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signature
    .split(' ', MAX_SIGNATURES)
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice(3), 'base64'))
    .some((each) => each.length === expected.length && timingSafeEqual(each, expected));
}
