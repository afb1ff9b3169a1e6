import { anyEqual } from '../constant-time.ts';
import { checkSecrets } from '../hmac.ts';
import { refuse } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { RawRequest, Scheme } from '../scheme.ts';

const TOKEN = 'verification-token';

/**
 * Redox: nothing is signed; every request carries the destination's verification token in `verification-token` or as a
 * bearer token (RFC 6750). Source: Redox developer documentation, "Create and verify an endpoint" and "Processing
 * requests".
 *
 * When an endpoint is set up, a challenge comes by POST with the token in the body, or by GET with it in the query: the
 * challenge alone is the answer. A header with the token beside it makes no delivery of it.
 */
export const redox: Scheme = {
  name: 'redox',
  aliases: ['redox-token', 'redox-verification-token'],
  facts: {
    vendor: 'Redox',
    signed: 'nothing; `verification-token` or `Authorization: Bearer`',
    replay: '`Meta.Message.ID` and `Meta.Transmission.ID`, with data model and event type',
    secret: 'verification token of the destination',
    handshake: 'POST or GET with token and challenge: the challenge is echoed as text',
    source: 'docs.redoxengine.com, Create and verify an endpoint',
  },
  answersGet: true,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify({ request, secrets }) {
    const secretFault = checkSecrets(secrets);
    if (secretFault !== undefined) return secretFault;
    const challenge = challengeOf(request);
    const tokens = tokensOf(request, challenge !== undefined);
    if (tokens.length === 0) {
      return refuse('signature_missing', 'no verification-token and no bearer token');
    }
    for (const { token, where } of tokens) {
      if (!secrets.reduce((found, secret) => anyEqual([token], secret) || found, false)) {
        return refuse('signature_mismatch', `the token in ${where} is another`);
      }
    }
    if (challenge === undefined) {
      return { kind: 'verified', replayKey: replayKeyOf(request.body) };
    }
    return /^[\w-]{1,128}$/.test(challenge)
      ? { kind: 'answered', answer: { status: 200, contentType: 'text/plain', body: challenge } }
      : refuse('challenge_malformed', 'the challenge is not what Redox sends');
  },
};

/** Where a request is no delivery: a challenge in the query, or in a body with the token, which messages do not have. */
function challengeOf({ method, url, body }: RawRequest): string | undefined {
  if (method !== 'POST') return new URL(url).searchParams.get('challenge') ?? '';
  const json = jsonOf(body);
  return textAt(json, TOKEN) === undefined ? undefined : textAt(json, 'challenge');
}

interface Token {
  readonly token: string;
  readonly where: string;
}

/** Each of them has to be right. Of the body only a challenge's is believed: real traffic has its token in a header. */
function tokensOf({ method, url, headers, body }: RawRequest, isChallenge: boolean): Token[] {
  if (method !== 'POST') {
    return given([[new URL(url).searchParams.get(TOKEN), 'the query']]);
  }
  const bearer = /^bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return given([
    [headers[TOKEN], TOKEN],
    [bearer, 'Authorization'],
    [isChallenge ? textAt(jsonOf(body), TOKEN) : undefined, 'the body'],
  ]);
}

function given(
  tokens: readonly (readonly [token: string | null | undefined, where: string])[],
): Token[] {
  return tokens.flatMap(([token, where]) =>
    token === undefined || token === null || token === '' ? [] : [{ token, where }],
  );
}

function replayKeyOf(body: Uint8Array): string {
  const json = jsonOf(body);
  const message = textAt(json, 'Meta', 'Message', 'ID');
  if (message === undefined) return digestOf(body);
  const others = [['Transmission', 'ID'], ['DataModel'], ['EventType']];
  return digestOf(message, ...others.map((path) => textAt(json, 'Meta', ...path) ?? ''));
}
