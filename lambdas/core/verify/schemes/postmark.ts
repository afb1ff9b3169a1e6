import { decodeCanonicalBase64 } from '../canonical-base64.ts';
import { anyEqual } from '../constant-time.ts';
import { checkSecrets } from '../hmac.ts';
import { missingHeader, refuse, wrongForm } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Postmark: nothing is signed; a webhook URL holds a user and a password, which arrive as HTTP Basic credentials
 * (RFC 7617). Source: Postmark developer documentation, "Webhooks overview", section on protecting a webhook.
 *
 * The message id and the kind of record name a delivery; an open or a click comes again with another time, so what tells
 * them apart is taken with them.
 */
export const postmark: Scheme = {
  name: 'postmark',
  aliases: ['postmark-basic', 'basic-auth'],
  facts: {
    vendor: 'Postmark',
    signed: 'nothing; HTTP Basic credentials',
    replay: '`RecordType` and `MessageID`, with recipient, time and link',
    secret: '`user:password` of the webhook URL',
    source: 'postmarkapp.com/developer, Webhooks overview',
  },
  // Inbound mail is sent again unless the answer is 200.
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify({ request, secrets }) {
    const secretFault = checkSecrets(secrets);
    if (secretFault !== undefined) return secretFault;
    if (secrets.some((secret) => !/^[^:]+:./s.test(secret))) {
      return wrongForm('user:password');
    }
    const header = request.headers['authorization'];
    if (header === undefined || header === '') return missingHeader('Authorization');
    const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
    const given = decodeCanonicalBase64(encoded ?? '')?.toString('utf8');
    if (given === undefined) {
      return refuse('signature_malformed', 'Authorization is not Basic with base64');
    }
    const isKnown = secrets.reduce((found, secret) => anyEqual([given], secret) || found, false);
    return isKnown
      ? { kind: 'verified', replayKey: replayKeyOf(request.body) }
      : refuse('signature_mismatch', 'user or password in Authorization differ');
  },
};

const TELLING = [
  ...['ID', 'Recipient', 'Email', 'DeliveredAt', 'BouncedAt', 'ReceivedAt', 'ChangedAt'],
  'OriginalLink',
];

function replayKeyOf(body: Uint8Array): string {
  const json = jsonOf(body);
  const [record, message] = [textAt(json, 'RecordType') ?? 'Inbound', textAt(json, 'MessageID')];
  if (message === undefined) return digestOf(body);
  return digestOf(record, message, ...TELLING.map((name) => textAt(json, name) ?? ''));
}
