import { checkHmac } from '../hmac.ts';
import { formOf, mediaTypeOf } from '../form-fields.ts';
import { missingHeader, refuse } from '../refuse.ts';
import { digestOf } from '../replay-key.ts';
import type { Scheme } from '../scheme.ts';

/**
 * Mailchimp Transactional (Mandrill): `X-Mandrill-Signature`, HMAC-SHA1 base64 over the webhook's URL followed by name
 * and value of each parameter of the form, names sorted; key = the webhook's authentication key. Source: Mailchimp
 * Transactional developer documentation, "Authenticating webhook requests".
 *
 * No time is signed; the events hold `_id` and `ts`, so what is signed identifies a delivery. It is taken as the one text
 * that it is: names and values cut in another place, or sent in another order, verify as well.
 */
export const mailchimpTransactional: Scheme = {
  name: 'mailchimp-transactional',
  aliases: ['mandrill', 'mandrill-sha1', 'mandrill-hmac-sha1'],
  facts: {
    vendor: 'Mailchimp Transactional (Mandrill)',
    signed:
      'webhook URL and sorted parameters, HMAC-SHA1 base64, in `X-Mandrill-Signature` (public URL needed)',
    replay: 'digest of what is signed (it holds `_id` and `ts`)',
    secret: 'authentication key of the webhook',
    handshake: 'HEAD, unsigned, before the key exists',
    source: 'mailchimp.com/developer/transactional, Authenticating webhook requests',
  },
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify({ request, secrets }) {
    const header = 'X-Mandrill-Signature';
    const signature = request.headers[header.toLowerCase()];
    if (signature === undefined || signature === '') return missingHeader(header);
    // The signature covers the parameters of a form, and no other reading of these bytes; the type is not signed.
    if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded') {
      return refuse('body_mismatch', 'the signature covers a form, and the body has another type');
    }
    const pairs = formOf(request.body)?.pairs;
    if (pairs === undefined) return refuse('body_malformed', 'the body is not a form in UTF-8');
    const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
    const signed = `${request.url}${sorted.flat().join('')}`;
    return (
      checkHmac(secrets, {
        ...{ algorithm: 'sha1', encoding: 'base64', header },
        ...{ signatures: [signature], signed: [signed] },
      }) ?? { kind: 'verified', replayKey: digestOf(signed) }
    );
  },
};
