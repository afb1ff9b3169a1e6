import { checkBodySignature } from '../prefixed-signature.ts';
import { digestOf } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/**
 * GitHub: `X-Hub-Signature-256: sha256=HEX`, HMAC-SHA256 over the body. The SHA-1 twin is not accepted. Source: GitHub
 * documentation, "Validating webhook deliveries".
 *
 * `X-GitHub-Delivery` names the delivery but is not signed: whoever replays a request can give it another. A delivery
 * sent again has the same body, so the digest of what is signed finds it as well and cannot be changed.
 */
export const github: Scheme = {
  name: 'github',
  aliases: ['github-sha256'],
  facts: {
    vendor: 'GitHub',
    signed: 'body, HMAC-SHA256 hex, in `X-Hub-Signature-256`',
    replay: 'digest of the body (`X-GitHub-Delivery` is not signed)',
    secret: 'webhook secret',
    handshake: '`ping` is a delivery like any other',
    source: 'docs.github.com, Validating webhook deliveries',
  },
  eventTypeHeader: 'X-GitHub-Event',
  verify: (input) =>
    checkBodySignature(input, {
      ...{ name: 'X-Hub-Signature-256', prefix: 'sha256=' },
      ...{ algorithm: 'sha256', encoding: 'hex' },
    }) ?? { kind: 'verified', replayKey: digestOf(input.request.body) },
};
