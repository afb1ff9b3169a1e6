import { checkHmac } from '../hmac.ts';
import { jsonBodyOf, shortFields } from '../form-fields.ts';
import { refuse } from '../refuse.ts';
import { textAt } from '../replay-key.ts';
import type { RawRequest, Scheme } from '../scheme.ts';
import { checkTimestamp } from '../timestamp.ts';

const WHERE = 'in the body';

/**
 * Mailgun: `timestamp`, `token` and `signature` in the body, as `signature` of a JSON event or as fields of a form;
 * HMAC-SHA256 over `timestamp + token`, key = the webhook signing key. Source: Mailgun documentation, "Securing
 * webhooks".
 *
 * The body itself is not signed. Whoever saw one request could send any content with its token, so the token is the
 * replay key: it is good for one delivery. The time is signed; it is checked when the source sets a tolerance.
 */
export const mailgun: Scheme = {
  name: 'mailgun',
  aliases: ['mailgun-hmac-sha256'],
  facts: {
    vendor: 'Mailgun',
    signed:
      '`timestamp` + `token`, HMAC-SHA256 hex, in the body; the rest of the body is not signed',
    replay: '`token`: good for one delivery, whatever the body says',
    secret: 'HTTP webhook signing key',
    source: 'documentation.mailgun.com, Securing webhooks',
  },
  // Anything but 200 (or 406) is sent again.
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify(input) {
    const { timestamp, token, signature, parent } = partsOf(input.request);
    if (timestamp === undefined || token === undefined || signature === undefined) {
      return refuse('signature_missing', 'the body has no timestamp, token and signature');
    }
    // Both are signed as one text: cut in another place it would verify as well, with another token.
    if (!/^\d{10}$/.test(timestamp)) {
      return refuse('timestamp_malformed', 'the time in the body is not ten digits of seconds');
    }
    if (!/^[\w-]{16,128}$/.test(token)) {
      return refuse('signature_malformed', 'the token is not what Mailgun sends');
    }
    const isTimed = input.toleranceSeconds > 0;
    const signatures = parent === undefined ? [signature] : [signature, parent];
    return (
      (isTimed ? checkTimestamp(timestamp, input, 'the body') : undefined) ??
      checkHmac(input.secrets, {
        ...{ algorithm: 'sha256', encoding: 'hex', header: WHERE },
        ...{ signatures, signed: [timestamp, token] },
      }) ?? { kind: 'verified', replayKey: token }
    );
  },
};

interface Parts {
  readonly timestamp?: string | undefined;
  readonly token?: string | undefined;
  readonly signature?: string | undefined;
  /** Signed with the key of the account above, for webhooks of a subaccount. */
  readonly parent?: string | undefined;
}

function partsOf({ headers, body }: RawRequest): Parts {
  const json = jsonBodyOf(body);
  if (json !== undefined) {
    const at = (name: string) => textAt(json, 'signature', name);
    return {
      ...{ timestamp: at('timestamp'), token: at('token') },
      ...{ signature: at('signature'), parent: at('parent-signature') },
    };
  }
  return shortFields(headers, body, ['timestamp', 'token', 'signature']) ?? {};
}
