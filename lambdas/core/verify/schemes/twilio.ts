import { isUtf8 } from 'node:buffer';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { formOf, mediaTypeOf } from '../form-fields.ts';
import { checkSecrets } from '../hmac.ts';
import { mismatch, missingHeader, refuse } from '../refuse.ts';
import { digestOf } from '../replay-key.ts';
import type { RawRequest, Refusal, Scheme } from '../scheme.ts';

const HEADER = 'X-Twilio-Signature';

/**
 * Twilio (SMS, MMS, voice, WhatsApp): `X-Twilio-Signature`, HMAC-SHA1 base64 over the public URL and the sorted
 * parameters of the form; with a JSON body over the URL alone, whose `bodySHA256` covers the body. Key = the auth token.
 * Source: Twilio documentation, "Security", which asks to use the validator of its library: so does this.
 *
 * No time is signed. Parameters hold the `MessageSid` or `CallSid` and its status, so what is signed identifies a
 * delivery, and the signature stands for it: parameters in another order, sent twice, or cut in another place (`a=bc`,
 * `ab=c`) verify by the same one, and the library takes several ways to write a URL for the same. The
 * `I-Twilio-Idempotency-Token` is not signed.
 */
export const twilio: Scheme = {
  name: 'twilio',
  aliases: ['twilio-sha1'],
  facts: {
    vendor: 'Twilio',
    signed:
      'public URL and sorted parameters, HMAC-SHA1 base64, in `X-Twilio-Signature`; JSON by `bodySHA256` in the URL',
    replay: 'the signature, over URL and parameters (they hold `MessageSid` and status)',
    secret: 'auth token of the account',
    source: 'twilio.com/docs/usage/security; twilio-node, lib/webhooks',
  },
  // Twilio reads the answer as TwiML; anything else is its error 12300.
  accepted: { status: 200, contentType: 'text/xml', body: '<Response/>' },
  verify({ request, secrets }) {
    const secretFault = checkSecrets(secrets);
    if (secretFault !== undefined) return secretFault;
    const signature = request.headers[HEADER.toLowerCase()];
    if (signature === undefined || signature === '') return missingHeader(HEADER);
    const check = checkFor(request);
    if ('kind' in check) return check;
    const isSigned = secrets.reduce(
      (found, secret) => check.isSigned(secret, signature) || found,
      false,
    );
    return isSigned ? { kind: 'verified', replayKey: digestOf(signature) } : mismatch(HEADER);
  },
};

interface Check {
  isSigned(secret: string, signature: string): boolean;
}

function checkFor({ url, headers, body }: RawRequest): Check | Refusal {
  if (new URL(url).searchParams.has('bodySHA256')) {
    // The library hashes text: bytes that are no UTF-8 would hash like others.
    if (!isUtf8(body)) return refuse('body_malformed', 'the body is not UTF-8');
    const text = Buffer.from(body).toString('utf8');
    return {
      isSigned: (secret, signature) =>
        webhooks.validateRequestWithBody(secret, signature, url, text),
    };
  }
  const type = mediaTypeOf(headers);
  if (body.length > 0 && type !== 'application/x-www-form-urlencoded') {
    return refuse('body_mismatch', 'the signature covers no body of this type without bodySHA256');
  }
  const pairs = formOf(body)?.pairs;
  if (pairs === undefined) return refuse('body_malformed', 'the body is not a form in UTF-8');
  const parameters = parametersOf(pairs);
  return {
    isSigned: (secret, signature) => webhooks.validateRequest(secret, signature, url, parameters),
  };
}

/** Repeated names as arrays, as the library wants them; no prototype, since names are the sender's. */
function parametersOf(
  pairs: readonly (readonly [string, string])[],
): Record<string, string | string[]> {
  const parameters = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of pairs) {
    const known = parameters[name];
    if (known === undefined) parameters[name] = value;
    else if (typeof known === 'string') parameters[name] = [known, value];
    else known.push(value);
  }
  return parameters;
}
