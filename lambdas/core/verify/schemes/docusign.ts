import { checkHmac } from '../hmac.ts';
import { missingHeader } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/** DocuSign signs with up to this many keys at once. */
const MAX_KEYS = 100;

/**
 * DocuSign Connect: `X-DocuSign-Signature-1` and so on, one for each key of the account; HMAC-SHA256 over the body (JSON
 * or XML), base64. The key is used as text although it looks like base64. Source: DocuSign developer documentation,
 * "HMAC for Connect"; docusign/code-examples-node.
 *
 * What is sent again has the same `envelopeId`, `event` and `generatedDateTime`, but counts its `retryCount` up, so that the
 * body is another. Recipient and configuration go with them: two of each may be told of one moment. XML counts nothing.
 */
export const docusign: Scheme = {
  name: 'docusign',
  aliases: ['docusign-connect', 'docusign-hmac-sha256'],
  facts: {
    vendor: 'DocuSign Connect',
    signed: 'body, HMAC-SHA256 base64, in `X-DocuSign-Signature-1`, `-2` …',
    replay:
      '`envelopeId`, `event` and `generatedDateTime`, with recipient and configuration; of XML, digest of the body',
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
      }) ?? { kind: 'verified', replayKey: replayKeyOf(request.body) }
    );
  },
};

function replayKeyOf(body: Uint8Array): string {
  const json = jsonOf(body);
  const ids = [
    ...[textAt(json, 'event'), textAt(json, 'generatedDateTime')],
    textAt(json, 'data', 'envelopeId') ?? textAt(json, 'envelopeId'),
  ];
  if (ids.includes(undefined)) return digestOf(body);
  const others = [textAt(json, 'data', 'recipientId'), textAt(json, 'configurationId')];
  return digestOf(...[...ids, ...others].map((id) => id ?? ''));
}
