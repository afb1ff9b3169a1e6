import { checkBodySignature } from '../prefixed-signature.ts';
import { idsOr, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Typeform: `Typeform-Signature: sha256=BASE64`, HMAC-SHA256 over the body. Unlike others with that prefix it is
 * base64, not hex. Source: Typeform developer documentation, "Secure your webhooks".
 */
export const typeform: Scheme = {
  name: 'typeform',
  aliases: ['typeform-sha256'],
  facts: {
    vendor: 'Typeform',
    signed: 'body, HMAC-SHA256 base64, in `Typeform-Signature`',
    replay: '`event_id`',
    secret: 'webhook secret',
    source: 'typeform.com/developers, Secure your webhooks',
  },
  verify(input) {
    const refusal = checkBodySignature(input, {
      ...{ name: 'Typeform-Signature', prefix: 'sha256=' },
      ...{ algorithm: 'sha256', encoding: 'base64' },
    });
    if (refusal !== undefined) return refusal;
    const { body } = input.request;
    return { kind: 'verified', replayKey: idsOr([textAt(jsonOf(body), 'event_id')], body) };
  },
};
