import { verify as verifySignature, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { decodeCanonicalBase64 } from '../canonical-base64.ts';
import { mismatch, refuse } from '../refuse.ts';
import { jsonOf } from '../replay-key.ts';
import type { RawRequest, Refusal, Scheme, VerifyInput } from '../scheme.ts';
import { membersOf } from '../signed-members.ts';
import { checkAge } from '../timestamp.ts';

const options = z.strictObject({
  /** Topics that may post here. Anybody has SNS sign messages of a topic of their own. */
  topics: z
    .array(
      z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]{1,256}$/, 'is not a topic ARN'),
    )
    .min(1)
    .max(64),
});

/** SNS serves its certificates and confirmations from these hosts alone, those of the topic's own region. */
const SNS_HOST = /^sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE_PATH = /^\/[\w-]{1,128}\.pem$/;

const TOPIC_NOT_ALLOWED = refuse(
  'topic_not_allowed',
  'TopicArn is not among the topics of the source',
);

const text = z.string().max(1024 * 1024);
/** Names and values are signed as lines: a value of two lines could hold the field after it, and so be another. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\r\n]*$/);
const message = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: line(100).min(1),
  TopicArn: line(512),
  Message: text,
  Timestamp: line(64),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().regex(/^[A-Za-z0-9+/]{8,2048}={0,2}$/),
  SigningCertURL: z.string().max(1024),
  Subject: line(1024).nullish(),
  Token: line(2048).optional(),
  SubscribeURL: line(4096).optional(),
});
type Message = z.infer<typeof message>;

/**
 * Amazon SNS over HTTPS, with whatever rides inside, such as the events of SES: the signature is in the body, RSA with
 * SHA-1 (version 1) or SHA-256 (version 2) over a list of names and values, by the certificate at `SigningCertURL`.
 * Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 *
 * The certificate is fetched from hosts of SNS only; the topic has to be one that the source names. A subscription is
 * confirmed when its message verifies and its URL is on a host of SNS. The time is signed; it is checked when the source
 * sets a tolerance, because SNS goes on trying for longer than any.
 *
 * The page is one certificate without those of its issuers, so there is no chain to follow: it is believed because it
 * came over TLS from a host of SNS, in whose region the topic is, and while it is valid. What is not signed goes no
 * further: attributes of a message, names that SNS does not have.
 */
export const sns: Scheme<z.infer<typeof options>> = {
  name: 'sns',
  aliases: ['sns-rsa', 'amazon-sns', 'ses'],
  facts: {
    vendor: 'Amazon SNS, with SES inside',
    signed:
      'list of fields, RSA with SHA-1 or SHA-256, base64, in the body; certificate from SNS hosts',
    replay: '`MessageId`, which is signed',
    secret: 'none; the source names the topics',
    handshake: '`SubscriptionConfirmation`: verified, then its URL is visited on an SNS host',
    source: 'docs.aws.amazon.com/sns, Verifying the signatures of Amazon SNS messages',
  },
  options,
  accepted: { status: 200, contentType: 'application/json', body: '{}' },
  certificateUrl({ request, options: { topics } }) {
    const parsed = readMessage(request.body);
    if ('kind' in parsed) return parsed;
    // First of all, so that nobody else's messages make Cordon fetch anything.
    if (!topics.includes(parsed.TopicArn)) return TOPIC_NOT_ALLOWED;
    const url = onSnsHost(parsed.SigningCertURL, parsed.TopicArn);
    return url !== undefined && CERTIFICATE_PATH.test(url.pathname) && url.search === ''
      ? { kind: 'fetch', url: url.href }
      : refuse('certificate_untrusted', 'SigningCertURL is not a certificate on a host of SNS');
  },
  verify(input) {
    const parsed = readMessage(input.request.body);
    if ('kind' in parsed) return parsed;
    if (!input.options.topics.includes(parsed.TopicArn)) return TOPIC_NOT_ALLOWED;
    const refusal = checkSignature(input, parsed) ?? checkTime(input, parsed);
    if (refusal !== undefined) return refusal;
    switch (parsed.Type) {
      case 'Notification':
        return { kind: 'verified', replayKey: parsed.MessageId, body: signedBody(input, parsed) };
      case 'SubscriptionConfirmation': {
        const url = onSnsHost(parsed.SubscribeURL ?? '', parsed.TopicArn);
        return url === undefined
          ? refuse('challenge_malformed', 'SubscribeURL is not on a host of SNS')
          : { kind: 'confirm', url: url.href };
      }
      case 'UnsubscribeConfirmation':
        return {
          kind: 'answered',
          answer: { status: 200, contentType: 'application/json', body: '{}' },
        };
    }
  },
};

/** AWS Lambda's events spell some names in another way; the values are the same. */
const SPELLINGS = { SigningCertUrl: 'SigningCertURL', SubscribeUrl: 'SubscribeURL' } as const;

function readMessage(body: RawRequest['body']): Message | Refusal {
  const json = jsonOf(body);
  if (typeof json !== 'object' || json === null) {
    return refuse('body_malformed', 'the body is not a JSON object');
  }
  const { SigningCertUrl, SubscribeUrl, ...rest } = json as Readonly<Record<string, unknown>>;
  const parsed = message.safeParse({
    ...rest,
    SigningCertURL: rest['SigningCertURL'] ?? SigningCertUrl,
    SubscribeURL: rest['SubscribeURL'] ?? SubscribeUrl,
  });
  if (parsed.success) return isToldOnce(body) ? parsed.data : TOLD_TWICE;
  const fields = parsed.error.issues.map(({ path }) => String(path[0]));
  const known = [...new Set(fields)].filter((name) => Object.hasOwn(message.shape, name));
  return refuse('signature_malformed', `missing or malformed in the body: ${known.join(', ')}`);
}

const TOLD_TWICE = refuse(
  'body_malformed',
  'the body names a member twice, begins with a byte order mark, or is nested too deep',
);

function isToldOnce(body: Uint8Array): boolean {
  const names = membersOf(body)?.names;
  return (
    names !== undefined &&
    Object.entries(SPELLINGS).every(([name, other]) => !names.has(name) || !names.has(other))
  );
}

/** Only where the topic is: the certificates of other regions are then nobody's to make Cordon fetch. */
function onSnsHost(text: string, topic: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, hostname, port, username, password } = url;
  const isPlain = port === '' && username === '' && password === '';
  const [, partition, , region] = topic.split(':');
  const isThere =
    SNS_HOST.exec(hostname)?.[1] === region &&
    hostname.endsWith('.cn') === (partition === 'aws-cn');
  return protocol === 'https:' && isPlain && isThere ? url : undefined;
}

function checkSignature(
  { certificate, now }: Pick<VerifyInput, 'certificate' | 'now'>,
  parsed: Message,
): Refusal | undefined {
  if (certificate === undefined) {
    return refuse('certificate_unavailable', 'no certificate to verify with');
  }
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(certificate);
  } catch {
    return refuse('certificate_untrusted', 'what SigningCertURL gives is not a certificate');
  }
  if (now < new Date(x509.validFrom) || now > new Date(x509.validTo)) {
    return refuse('certificate_untrusted', 'the certificate is not valid now');
  }
  const algorithm = parsed.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const signature = decodeCanonicalBase64(parsed.Signature);
  const signed = Buffer.from(canonicalText(parsed));
  return signature !== undefined &&
    x509.publicKey.asymmetricKeyType === 'rsa' &&
    verifySignature(algorithm, signed, x509.publicKey, signature)
    ? undefined
    : mismatch('in the body');
}

/** The fields that are signed, in their order; one that is absent is left out. */
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;
const CONFIRMATION = [
  ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
] as readonly (keyof Message)[];

function canonicalText(parsed: Message): string {
  const names = parsed.Type === 'Notification' ? NOTIFICATION : CONFIRMATION;
  return names
    .map((name) => ({ name, value: parsed[name] }))
    .filter(({ value }) => value !== undefined && value !== null)
    .map(({ name, value }) => `${name}\n${String(value)}\n`)
    .join('');
}

function checkTime(input: VerifyInput, { Timestamp }: Message): Refusal | undefined {
  if (input.toleranceSeconds === 0) return undefined;
  const time = Date.parse(Timestamp);
  return Number.isNaN(time)
    ? refuse('timestamp_malformed', 'Timestamp is not a time')
    : checkAge(time / 1000, input);
}

/** Not among what is signed, but checked, or bound to it: where the signature is, and how to end the subscription. */
const ABOUT_SIGNATURE: ReadonlySet<string> = new Set([
  ...['Signature', 'SignatureVersion', 'SigningCertURL', 'SigningCertUrl'],
]);
const UNSUBSCRIBE: ReadonlySet<string> = new Set(['UnsubscribeURL', 'UnsubscribeUrl']);

/**
 * A notification without what is not signed: whoever passes it on could write anything there. The URL that ends the
 * subscription stays when nothing in it but the number of the subscription could be another.
 */
function signedBody({ request: { body } }: VerifyInput, parsed: Message): Uint8Array {
  const names: ReadonlySet<string> = new Set(NOTIFICATION);
  return (
    membersOf(body)?.keep((name, value) => {
      if (names.has(name) || ABOUT_SIGNATURE.has(name)) return true;
      return UNSUBSCRIBE.has(name) && isUnsubscribe(value ?? '', parsed.TopicArn);
    }) ?? body
  );
}

function isUnsubscribe(value: string, topic: string): boolean {
  const url = onSnsHost(value, topic);
  const start = `https://${url?.hostname ?? ''}/?Action=Unsubscribe&SubscriptionArn=${topic}:`;
  return (
    url !== undefined &&
    value.startsWith(start) &&
    /^[0-9a-f-]{36}$/.test(value.slice(start.length))
  );
}
