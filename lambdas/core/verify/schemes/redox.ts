import { anyEqual } from '../constant-time.ts';
import { checkSecrets } from '../hmac.ts';
import { refuse } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { RawRequest, Scheme } from '../scheme.ts';

/**
 * Redox: nothing is signed; every request carries the destination's verification token in `verification-token` or as a
 * bearer token (RFC 6750). Source: Redox developer documentation, "Create and verify an endpoint" and "Processing
 * requests".
 *
 * When an endpoint is set up, a challenge comes by POST with the token in the body, or by GET with it in the query: the
 * challenge alone is the answer.
 */
export const redox: Scheme = {
  name: 'redox',
  aliases: ['redox-token', 'redox-verification-token'],
  facts: {
    vendor: 'Redox',
    signed: 'nothing; `verification-token` or `Authorization: Bearer`',
    replay: '`Meta.Message.ID` and `Meta.Transmission.ID`',
    secret: 'verification token of the destination',
    handshake: 'POST or GET with token and challenge: the challenge is echoed as text',
    source: 'docs.redoxengine.com, Create and verify an endpoint',
  },
  answersGet: true,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify({ request, secrets }) {
    const secretFault = checkSecrets(secrets);
    if (secretFault !== undefined) return secretFault;
    const { token, challenge, where } = tokenOf(request);
    if (token === undefined || token === '') {
      return refuse('signature_missing', 'no verification-token and no bearer token');
    }
    if (!secrets.reduce((found, secret) => anyEqual([token], secret) || found, false)) {
      return refuse('signature_mismatch', `the token in ${where} is another`);
    }
    if (challenge === undefined) {
      return { kind: 'verified', replayKey: replayKeyOf(request.body) };
    }
    return /^[\w-]{1,128}$/.test(challenge)
      ? { kind: 'answered', answer: { status: 200, contentType: 'text/plain', body: challenge } }
      : refuse('challenge_malformed', 'the challenge is not what Redox sends');
  },
};

interface Token {
  readonly token: string | undefined;
  readonly challenge?: string;
  readonly where: string;
}

function tokenOf({ method, url, headers, body }: RawRequest): Token {
  if (method !== 'POST') {
    const query = new URL(url).searchParams;
    const token = query.get('verification-token') ?? undefined;
    return { token, challenge: query.get('challenge') ?? '', where: 'the query' };
  }
  const named = headers['verification-token'];
  if (named !== undefined) return { token: named, where: 'verification-token' };
  const bearer = /^bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, where: 'Authorization' };
  // Of the body only the challenge is believed: real traffic has its token in a header.
  const json = jsonOf(body);
  const challenge = textAt(json, 'challenge');
  if (challenge === undefined) return { token: undefined, where: 'the body' };
  return { token: textAt(json, 'verification-token'), challenge, where: 'the body' };
}

function replayKeyOf(body: Uint8Array): string {
  const json = jsonOf(body);
  const message = textAt(json, 'Meta', 'Message', 'ID');
  if (message === undefined) return digestOf(body);
  return digestOf(message, textAt(json, 'Meta', 'Transmission', 'ID') ?? '');
}
