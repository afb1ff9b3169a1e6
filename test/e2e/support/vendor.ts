import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** Milliseconds; generous, a machine under load is slow and not wrong. */
const PATIENCE = 30_000;

export interface VendorAnswer {
  readonly status: number;
  readonly body: string;
  /** Present when the webhook was accepted for the first time. */
  readonly messageId?: string;
}

/** Headers as a vendor signs them, by the reference library of Standard Webhooks. */
export function standardHeaders(
  secret: string,
  id: string,
  body: string,
  at = new Date(),
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

/** Headers as Calendly signs: HMAC-SHA256 over `t.body`, hex. */
export function calendlyHeaders(
  secret: string,
  body: string,
  at = new Date(),
): Record<string, string> {
  const t = String(Math.floor(at.getTime() / 1000));
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  return { 'content-type': 'application/json', 'calendly-webhook-signature': `t=${t},v1=${v1}` };
}

/** @throws when there is no answer. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<VendorAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  const messageId =
    response.status === 202 ? /"messageId":"(msg_[0-9a-z]+)"/.exec(text)?.[1] : undefined;
  return { status: response.status, body: text, ...(messageId === undefined ? {} : { messageId }) };
}

/** Signs and posts one webhook of the Standard Webhooks scheme. */
export function postWebhook(
  url: string,
  secret: string,
  id: string,
  body: string,
): Promise<VendorAnswer> {
  return post(url, standardHeaders(secret, id, body), body);
}
