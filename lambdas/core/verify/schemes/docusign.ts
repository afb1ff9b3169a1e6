import { checkHmac } from '../hmac.ts';
import { missingHeader } from '../refuse.ts';
import { digestOf } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/** DocuSign signs with up to this many keys at once. */
const MAX_KEYS = 100;

/**
 * DocuSign Connect: `X-DocuSign-Signature-1` and so on, one for each key of the account; HMAC-SHA256 over the body (JSON
 * or XML), base64. The key is used as text although it looks like base64. Source: DocuSign developer documentation,
 * "HMAC for Connect"; docusign/code-examples-node.
 *
 * A repeat has the same `envelopeId`, `event` and `generatedDateTime`, and so the same body.
 */
export const docusign: Scheme = {
  name: 'docusign',
  aliases: ['docusign-connect', 'docusign-hmac-sha256'],
  facts: {
    vendor: 'DocuSign Connect',
    signed: 'body, HMAC-SHA256 base64, in `X-DocuSign-Signature-1`, `-2` …',
    replay: 'digest of the body (it holds envelope, event and time)',
    secret: 'Connect HMAC key, used as text',
    source: 'developers.docusign.com, HMAC for Connect',
  },
  verify({ request, secrets }) {
    const signatures: string[] = [];
    for (let number = 1; number <= MAX_KEYS; number += 1) {
      const signature = request.headers[`x-docusign-signature-${String(number)}`];
      if (signature === undefined) break;
      signatures.push(signature);
    }
    const header = 'X-DocuSign-Signature-1';
    const [first = ''] = signatures;
    if (first === '') return missingHeader(header);
    return (
      checkHmac(secrets, {
        ...{ algorithm: 'sha256', encoding: 'base64', header },
        ...{ signatures, maxSignatures: MAX_KEYS, signed: [request.body] },
      }) ?? { kind: 'verified', replayKey: digestOf(request.body) }
    );
  },
};
