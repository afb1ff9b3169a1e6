import { createHmac } from 'node:crypto';
import { anyEqual } from '../constant-time.ts';
import type { Scheme, Verification, VerifyInput } from '../scheme.ts';
import { checkTimestamp } from '../timestamp.ts';
import { decodeWebhookSecret } from '../webhook-secret.ts';

/** A list of signatures longer than this is an attempt to make us work. */
const MAX_SIGNATURES = 16;
/** Ids are opaque; this bounds what the replay store keeps. */
const MAX_ID_LENGTH = 256;

/**
 * Standard Webhooks, symmetric signatures (`v1`): HMAC-SHA256 over `id.timestamp.body`, base64, key = the
 * base64 after `whsec_`. Source: the Standard Webhooks specification, spec/standard-webhooks.md.
 *
 * Node's crypto rather than the reference library, which reads the system clock itself and decodes the
 * body as UTF-8 before it signs, so that distinct raw bytes would verify alike (ADR 0011).
 */
export const standardWebhooks: Scheme = {
  name: 'standard-webhooks',
  defaultToleranceSeconds: 300,
  verify({ request, secrets, now, toleranceSeconds }: VerifyInput): Verification {
    // Svix signs in the same way under header names of its own.
    const header = (name: string): string | undefined =>
      request.headers[`webhook-${name}`] ?? request.headers[`svix-${name}`];

    const keys = secrets.map(decodeWebhookSecret);
    if (keys.length === 0) return { kind: 'refused', reason: 'secret_missing' };
    if (keys.includes(undefined)) return { kind: 'refused', reason: 'secret_malformed' };

    const id = header('id');
    const signatureList = header('signature');
    if (id === undefined || id === '' || signatureList === undefined || signatureList === '') {
      return { kind: 'refused', reason: 'signature_missing' };
    }
    // With a full stop in the id, the signed text `id.timestamp.body` could be cut in other places: the
    // specification rules it out, "to prevent certain attacks".
    if (id.length > MAX_ID_LENGTH || id.includes('.')) {
      return { kind: 'refused', reason: 'signature_malformed' };
    }
    const timestamp = header('timestamp');
    const timestampFault = checkTimestamp(timestamp, now, toleranceSeconds);
    if (timestampFault !== undefined) return { kind: 'refused', reason: timestampFault };

    const candidates = signatureList
      .split(' ')
      .filter((entry) => entry.startsWith('v1,'))
      .map((entry) => entry.slice(3));
    if (candidates.length === 0 || candidates.length > MAX_SIGNATURES) {
      return { kind: 'refused', reason: 'signature_malformed' };
    }

    let matched = false;
    for (const key of keys) {
      if (key === undefined) continue;
      const expected = createHmac('sha256', key)
        .update(`${id}.${timestamp ?? ''}.`)
        .update(request.body)
        .digest('base64');
      if (anyEqual(candidates, expected)) matched = true;
    }
    return matched
      ? { kind: 'verified', replayKey: id }
      : { kind: 'refused', reason: 'signature_mismatch' };
  },
};
