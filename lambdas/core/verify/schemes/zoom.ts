import { createHmac } from 'node:crypto';
import { checkHmac } from '../hmac.ts';
import { refuse } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme, Verification } from '../scheme.ts';
import { checkVersionedSignature } from '../versioned-signature.ts';

/**
 * Zoom: `x-zm-signature: v0=HEX`, HMAC-SHA256 over `v0:timestamp:body`, key = the app's secret token. Source: Zoom
 * developer documentation, "Using webhooks"; zoom/webhook-sample. Zoom names no tolerance; five minutes are ours.
 *
 * `endpoint.url_validation` comes again every 72 hours with a fresh token and wants it hashed: it is answered and goes
 * no further. A repeat of an event has the same `event`, `uuid` and `event_ts`, and so the same body.
 */
export const zoom: Scheme = {
  name: 'zoom',
  aliases: ['zoom-v0'],
  facts: {
    vendor: 'Zoom',
    signed: '`v0:timestamp:body`, HMAC-SHA256 hex, in `x-zm-signature`',
    replay: 'digest of the body (it holds event, meeting and time)',
    secret: 'secret token of the app',
    handshake: '`endpoint.url_validation`: the plain token is returned with its HMAC',
    source: 'developers.zoom.us, Using webhooks',
  },
  defaultToleranceSeconds: 300,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify(input) {
    const signed = checkVersionedSignature(input, 'x-zm-signature', 'x-zm-request-timestamp');
    if (signed.kind === 'refused') return signed;
    const { body } = input.request;
    const json = jsonOf(body);
    if (textAt(json, 'event') === 'endpoint.url_validation') {
      // While a secret is rotated, Zoom checks the answer under the one that it signs with.
      const secret = input.secrets.find((each) => checkHmac([each], signed.check) === undefined);
      return validate(textAt(json, 'payload', 'plainToken'), secret);
    }
    return { kind: 'verified', replayKey: digestOf(body) };
  },
};

function validate(plainToken: string | undefined, secret: string | undefined): Verification {
  if (plainToken === undefined || secret === undefined || !/^[\w.~+/=-]{1,256}$/.test(plainToken)) {
    return refuse('challenge_malformed', 'the token is not what Zoom sends');
  }
  const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
  const body = JSON.stringify({ plainToken, encryptedToken });
  return { kind: 'answered', answer: { status: 200, contentType: 'application/json', body } };
}
