import { checkBodySignature } from '../prefixed-signature.ts';
import { idsOr, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Intercom: `X-Hub-Signature: sha1=HEX`, HMAC-SHA1 over the body, key = the app's client secret. Source: Intercom
 * developer documentation, "Signed notifications". SHA-1 is weak against collisions, which an HMAC does not rest on.
 */
export const intercom: Scheme = {
  name: 'intercom',
  aliases: ['intercom-sha1'],
  facts: {
    vendor: 'Intercom',
    signed: 'body, HMAC-SHA1 hex, in `X-Hub-Signature`',
    replay: '`id` of the notification',
    secret: "the app's client secret",
    source: 'developers.intercom.com, Signed notifications',
  },
  verify(input) {
    const refusal = checkBodySignature(input, {
      ...{ name: 'X-Hub-Signature', prefix: 'sha1=' },
      ...{ algorithm: 'sha1', encoding: 'hex' },
    });
    if (refusal !== undefined) return refusal;
    const { body } = input.request;
    return { kind: 'verified', replayKey: idsOr([textAt(jsonOf(body), 'id')], body) };
  },
};
