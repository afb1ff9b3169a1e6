import { createHmac } from 'node:crypto';
import { decodeWebhookSecret } from '../verify/webhook-secret.ts';

/** A destination's signing secret is empty or not base64. Never shows the secret. */
export class SigningSecretError extends Error {
  override readonly name = 'SigningSecretError';
}

/**
 * Headers of a webhook that Cordon sends: Standard Webhooks, symmetric `v1`. The id is the same on every
 * attempt, the timestamp is the attempt's own.
 *
 * @param secret `whsec_` and base64, as the destination was given it
 * @throws SigningSecretError
 */
export function signWebhook(
  messageId: string,
  now: Date,
  body: Uint8Array,
  secret: string,
): Readonly<Record<string, string>> {
  const key = decodeWebhookSecret(secret);
  if (key === undefined) throw new SigningSecretError('the signing secret is not base64');
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', key)
    .update(`${messageId}.${timestamp}.`)
    .update(body)
    .digest('base64');
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
