import { createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto';
import { decodeCanonicalBase64 } from '../canonical-base64.ts';
import { boundaryOf, isTypeOfForm, partsOf, shortFields } from '../form-fields.ts';
import { checkSecrets } from '../hmac.ts';
import { mismatch, missingHeader, refuse, wrongForm } from '../refuse.ts';
import { digestOf, jsonOf, textAt } from '../replay-key.ts';
import type { RawRequest, Refusal, Scheme, VerifyInput } from '../scheme.ts';
import { checkTimestamp } from '../timestamp.ts';

const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature';
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp';
const SIGNED = `\`timestamp + body\`, ECDSA P-256 with SHA-256 (DER, base64), in \`${SIGNATURE}\``;

/**
 * SendGrid Event Webhook: ECDSA over `timestamp + body`, key = the verification key of the webhook (base64 SPKI).
 * Source: Twilio SendGrid documentation, "Event Webhook security features". No tolerance is documented; five minutes are
 * ours. Node's crypto, because the vendor's package throws on a malformed signature and reads bodies as text.
 */
export const sendgrid: Scheme = {
  name: 'sendgrid',
  aliases: ['sendgrid-ecdsa-p256-sha256', 'sendgrid-events', 'sendgrid-event'],
  facts: {
    vendor: 'SendGrid Event Webhook',
    signed: SIGNED,
    replay: '`sg_event_id` of each event',
    secret: 'verification key (public key, base64)',
    source: 'twilio.com/docs/sendgrid, Event Webhook security features',
  },
  defaultToleranceSeconds: 300,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify: (input) =>
    checkEcdsa(input) ?? { kind: 'verified', replayKey: eventsKey(input.request.body) },
};

/**
 * SendGrid Inbound Parse with a security policy attached: signed like events, over the raw multipart body. Without a
 * policy SendGrid signs nothing, and nothing verifies. Source: Twilio SendGrid documentation, "Securing your Parse
 * webhooks".
 *
 * The `Message-ID` of the mail names it; a mail to two addresses may come twice, so the envelope goes with it. The type
 * of the body is not signed: with another boundary in it, the same body would be another delivery.
 */
export const sendgridInbound: Scheme = {
  name: 'sendgrid-inbound',
  aliases: ['sendgrid-inbound-parse', 'sendgrid-parse'],
  facts: {
    vendor: 'SendGrid Inbound Parse',
    signed: `${SIGNED}; a security policy must be attached`,
    replay: '`Message-ID` of the mail, with its envelope',
    secret: 'public key of the security policy (base64)',
    source: 'twilio.com/docs/sendgrid, Securing your Parse webhooks',
  },
  defaultToleranceSeconds: 300,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  verify: (input) =>
    checkEcdsa(input) ??
    checkType(input.request) ?? { kind: 'verified', replayKey: mailKey(input.request) },
};

function checkEcdsa(input: VerifyInput): Refusal | undefined {
  const { request, secrets } = input;
  const secretFault = checkSecrets(secrets);
  if (secretFault !== undefined) return secretFault;
  const keys = secrets.map(publicKeyOf);
  if (keys.includes(undefined)) {
    return wrongForm('a P-256 public key, base64 or PEM,');
  }
  const signature = request.headers[SIGNATURE.toLowerCase()];
  if (signature === undefined || signature === '') return missingHeader(SIGNATURE);
  const timestamp = request.headers[TIMESTAMP.toLowerCase()];
  const timestampFault = checkTimestamp(timestamp, input, TIMESTAMP);
  if (timestampFault !== undefined) return timestampFault;
  if (!/^[A-Za-z0-9+/]{8,200}={0,2}$/.test(signature)) {
    return refuse('signature_malformed', `${SIGNATURE} is not base64`);
  }
  const signed = Buffer.concat([Buffer.from(timestamp ?? ''), request.body]);
  const bytes = decodeCanonicalBase64(signature);
  const isSigned = keys.some(
    (key) =>
      key !== undefined && bytes !== undefined && verifySignature('sha256', signed, key, bytes),
  );
  return isSigned ? undefined : mismatch(SIGNATURE);
}

function publicKeyOf(secret: string): KeyObject | undefined {
  const text = secret.trim();
  try {
    const key = text.startsWith('-----BEGIN')
      ? createPublicKey(text)
      : publicKeyFrom(decodeCanonicalBase64(text.replaceAll(/\s/g, '')));
    const isP256 = key?.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isP256 ? key : undefined;
  } catch {
    return undefined;
  }
}

function publicKeyFrom(key: Buffer | undefined): KeyObject | undefined {
  return key === undefined ? undefined : createPublicKey({ key, format: 'der', type: 'spki' });
}

/** More events than SendGrid puts into one request. */
const MAX_EVENTS = 10_000;

function eventsKey(body: Uint8Array): string {
  const events = jsonOf(body);
  if (!Array.isArray(events) || events.length === 0 || events.length > MAX_EVENTS) {
    return digestOf(body);
  }
  const ids = (events as readonly unknown[]).map((event) => textAt(event, 'sg_event_id'));
  return ids.includes(undefined) ? digestOf(body) : digestOf(...(ids as readonly string[]));
}

/** Whether a body begins as a form does, by the delimiter of its first part. */
function isForm(body: Uint8Array): boolean {
  return body[0] === 0x2d && body[1] === 0x2d;
}

function checkType({ headers, body }: RawRequest): Refusal | undefined {
  return !isForm(body) || isTypeOfForm(headers['content-type'] ?? '', body)
    ? undefined
    : refuse(
        'body_mismatch',
        'Content-Type is not multipart/form-data with the boundary of the body',
      );
}

/** Bytes of a mail in which its header is looked for. */
const HEADER_BYTES = 256 * 1024;

function mailKey({ headers, body }: RawRequest): string {
  if (!isForm(body)) return digestOf(body);
  const envelope = shortFields(headers, body, ['envelope'])?.['envelope'];
  const parts = partsOf(boundaryOf(headers['content-type'] ?? '') ?? '', body);
  // The header by itself, or at the start of the whole message; what a mail quotes in its text names another.
  const mail = parts?.find(([name]) => name === 'headers' || name === 'email')?.[1];
  const [head = ''] = (mail ?? '').slice(0, HEADER_BYTES).split(/\r?\n\r?\n/, 1);
  const id = /^message-id:[ \t]*(<[^>\r\n]{1,250}>)/im.exec(head)?.[1];
  return envelope === undefined || id === undefined ? digestOf(body) : digestOf(id, envelope);
}
