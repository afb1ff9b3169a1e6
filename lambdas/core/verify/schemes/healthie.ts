import { createHash } from 'node:crypto';
import { anyEqual } from '../constant-time.ts';
import { checkHmac } from '../hmac.ts';
import { missingHeader, refuse } from '../refuse.ts';
import type { Scheme } from '../scheme.ts';

/** In hexadecimal, or in base64 as RFC 9530 has it. */
const DIGEST = /^sha-256=:?(?:([0-9a-f]{64})|([0-9a-z+/]{43})=?):?$/i;

/**
 * Healthie: `Signature: sig1=HEX`, HMAC-SHA256 over `method path query digest application/json length`, separated by
 * spaces, the method in lower case; `Content-Digest: SHA-256=…` is the body's. Source: Healthie documentation, guide
 * "Webhooks", section "Signed payloads".
 *
 * Neither a time nor an id is signed, and a body names a resource and an event alone: two changes of one appointment are
 * the same bytes. To take the second for a repeat of the first would lose it, so every delivery is a new one, also in the
 * same millisecond; a replayed request tells a destination nothing that it was not told before.
 */
export const healthie: Scheme = {
  name: 'healthie',
  aliases: ['healthie-hmac-sha256', 'healthie-sha256'],
  facts: {
    vendor: 'Healthie',
    signed:
      '`method path query digest application/json length`, HMAC-SHA256 hex, in `Signature`; `Content-Digest` is checked against the body',
    replay: 'none: equal bodies are different events, so every delivery is kept',
    secret: 'webhook secret',
    source: 'docs.gethealthie.com/guides/webhooks, Signed payloads',
  },
  verify({ request: { method, url, headers, body }, secrets }) {
    const digestHeader = headers['content-digest'];
    if (digestHeader === undefined || digestHeader === '') return missingHeader('Content-Digest');
    const signatureHeader = headers['signature'];
    if (signatureHeader === undefined || signatureHeader === '') return missingHeader('Signature');
    const signature = /^sig1=:?([0-9a-f]{64}):?$/i.exec(signatureHeader)?.[1];
    if (signature === undefined) {
      return refuse('signature_malformed', 'Signature is not sig1= and 64 hexadecimal digits');
    }
    const named = DIGEST.exec(digestHeader);
    const digest = named?.[1] ?? named?.[2];
    if (digest === undefined || !isDigestOf(body, digest)) {
      return refuse('body_mismatch', 'Content-Digest is not the SHA-256 of the body');
    }
    const { pathname, search } = new URL(url);
    const length = String(body.length);
    const signed = `${method.toLowerCase()} ${pathname} ${search.slice(1)} ${digest} application/json ${length}`;
    return (
      checkHmac(secrets, {
        ...{ algorithm: 'sha256', encoding: 'hex', header: 'Signature' },
        ...{ signatures: [signature], signed: [signed] },
      }) ?? { kind: 'verified', replayKey: undefined }
    );
  },
};

/** In hexadecimal, or in base64 (RFC 9530) up to its padding. */
function isDigestOf(body: Uint8Array, given: string): boolean {
  const hash = createHash('sha256').update(body).digest();
  return (
    anyEqual([given.toLowerCase()], hash.toString('hex')) ||
    anyEqual([given], hash.toString('base64').replace(/=+$/, ''))
  );
}
