import { refuse } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme, Verification } from '../scheme.ts';
import { checkVersionedSignature } from '../versioned-signature.ts';

/** What Slack sends as a challenge; nothing else is echoed. */
const CHALLENGE = /^[\w.~+/=-]{1,256}$/;

/**
 * Slack: `X-Slack-Signature: v0=HEX`, HMAC-SHA256 over `v0:timestamp:body`, key = the app's signing secret. Source:
 * Slack API documentation, "Verifying requests from Slack". The clock is checked in both directions, which Slack's own
 * libraries do not.
 *
 * `url_verification` is signed too; its challenge is answered and goes no further. Slash commands and interactions are
 * forms without an `event_id`; their time and body identify them.
 */
export const slack: Scheme = {
  name: 'slack',
  aliases: ['slack-v0'],
  facts: {
    vendor: 'Slack',
    signed: '`v0:timestamp:body`, HMAC-SHA256 hex, in `X-Slack-Signature`',
    replay: '`event_id`; without one, digest of time and body',
    secret: 'signing secret of the app',
    handshake: '`url_verification`: the challenge is echoed as text',
    source: 'docs.slack.dev, Verifying requests from Slack',
  },
  defaultToleranceSeconds: 300,
  // A slash command is answered in the channel with whatever comes back: an empty answer shows nothing.
  accepted: { status: 200, contentType: 'text/plain', body: '' },
  verify(input) {
    const signed = checkVersionedSignature(input, 'X-Slack-Signature', 'X-Slack-Request-Timestamp');
    if (signed.kind === 'refused') return signed;
    const { body } = input.request;
    const json = jsonOf(body);
    if (textAt(json, 'type') === 'url_verification') return echo(textAt(json, 'challenge'));
    const replayKey = textAt(json, 'event_id') ?? digestOf(signed.timestamp, body);
    return { kind: 'verified', replayKey };
  },
};

function echo(challenge: string | undefined): Verification {
  return challenge !== undefined && CHALLENGE.test(challenge)
    ? { kind: 'answered', answer: { status: 200, contentType: 'text/plain', body: challenge } }
    : refuse('challenge_malformed', 'the challenge is not what Slack sends');
}
