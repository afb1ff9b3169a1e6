import { createHmac } from 'node:crypto';
import type { RawRequest, Scheme, Verification } from '../../../lambdas/core/verify/scheme.ts';

/** A key of 24 bytes, the least that the Standard Webhooks specification allows. */
export const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
export const NOW = new Date('2026-11-28T17:00:00Z');
export const NOW_SECONDS = NOW.getTime() / 1000;

/** A request as the HTTP layer hands it over. */
export function request(
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): RawRequest {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return { method: 'POST', url: 'https://gateway.example/webhooks/x', headers, body: bytes };
}

/** Signs as a vendor would, by the words of the specification and none of the product's code. */
export function standardHeaders(
  id: string,
  seconds: number | string,
  body: Uint8Array | string,
  secret = SECRET,
): Record<string, string> {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key)
    .update(`${id}.${String(seconds)}.`)
    .update(body);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
}

export function verifyWith(
  scheme: Scheme,
  raw: RawRequest,
  secrets: readonly string[] = [SECRET],
  now = NOW,
): Verification {
  return scheme.verify({
    request: raw,
    secrets,
    now,
    handshakeSecrets: [],
    options: {},
    toleranceSeconds: scheme.defaultToleranceSeconds ?? 0,
  });
}
