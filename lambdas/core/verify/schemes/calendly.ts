import { digestOf } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';
import { checkTimedSignature } from '../timed-signature.ts';

/**
 * Calendly: `Calendly-Webhook-Signature: t=SECONDS,v1=HEX`, HMAC-SHA256 over `t.body`, key = the signing
 * key as text. Source: Calendly developer documentation, "Webhook signatures".
 *
 * A delivery carries no id of its own. The same event sent again has the same bytes (only `t` differs),
 * so the digest of the body is the replay key: unlike the invitee's URI it needs no parsing, and two
 * events of one invitee differ in it.
 */
export const calendly: Scheme = {
  name: 'calendly',
  facts: {
    vendor: 'Calendly',
    signed: '`t.body`, HMAC-SHA256 hex, in `Calendly-Webhook-Signature`',
    replay: 'digest of the body (it holds event and invitee)',
    secret: 'webhook signing key',
    source: 'developer.calendly.com, Webhook signatures',
  },
  defaultToleranceSeconds: 180,
  verify: (input) =>
    checkTimedSignature(input, 'Calendly-Webhook-Signature') ?? {
      kind: 'verified',
      replayKey: digestOf(input.request.body),
    },
};
