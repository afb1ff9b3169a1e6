import { anyEqual } from '../constant-time.ts';
import { checkSecrets } from '../hmac.ts';
import { checkBodySignature } from '../prefixed-signature.ts';
import { refuse } from '../refuse.ts';
import { digestOf } from '../replay-key.ts';
import type { Scheme, Verification, VerifyInput } from '../scheme.ts';

/**
 * Meta (WhatsApp Business, Messenger, Instagram): `X-Hub-Signature-256: sha256=HEX`, HMAC-SHA256 over the body as sent
 * (Meta escapes non-ASCII characters; nothing is escaped again here), key = the app secret. Source: Meta for Developers,
 * Graph API "Webhooks, getting started".
 *
 * A subscription is confirmed by an unsigned GET with the verify token that the operator chose. The challenge is a
 * number; nothing else is echoed.
 */
export const meta: Scheme = {
  name: 'meta',
  aliases: ['meta-sha256', 'meta-whatsapp', 'whatsapp'],
  facts: {
    vendor: 'Meta (WhatsApp, Messenger)',
    signed: 'body as sent, HMAC-SHA256 hex, in `X-Hub-Signature-256`',
    replay: 'digest of the body (it holds the message ids)',
    secret: 'app secret; the verify token is the handshake secret',
    handshake: 'GET with `hub.verify_token`: `hub.challenge` is echoed as text',
    source: 'developers.facebook.com, Graph API, Webhooks, Getting started',
  },
  answersGet: true,
  accepted: { status: 200, contentType: 'text/plain', body: 'EVENT_RECEIVED' },
  verify(input) {
    if (input.request.method !== 'POST') return subscribe(input);
    return (
      checkBodySignature(input, {
        ...{ name: 'X-Hub-Signature-256', prefix: 'sha256=' },
        ...{ algorithm: 'sha256', encoding: 'hex' },
      }) ?? { kind: 'verified', replayKey: digestOf(input.request.body) }
    );
  },
};

function subscribe({ request, handshakeSecrets }: VerifyInput): Verification {
  const secretFault = checkSecrets(handshakeSecrets);
  if (secretFault !== undefined) return refuse('secret_missing', 'no verify token is set');
  const query = new URL(request.url).searchParams;
  const token = query.get('hub.verify_token') ?? '';
  if (query.get('hub.mode') !== 'subscribe' || token === '') {
    return refuse('signature_missing', 'not a subscription with hub.verify_token');
  }
  if (!handshakeSecrets.some((secret) => anyEqual([token], secret))) {
    return refuse('signature_mismatch', 'hub.verify_token is another');
  }
  const body = query.get('hub.challenge') ?? '';
  return /^\d{1,32}$/.test(body)
    ? { kind: 'answered', answer: { status: 200, contentType: 'text/plain', body } }
    : refuse('challenge_malformed', 'hub.challenge is not a number');
}
