import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sns } from '../../../../lambdas/core/verify/schemes/sns.ts';
import { selfSigned } from '../../../adapters/aws/self-signed.ts';
import { describeScheme } from '../common-rows.ts';
import { readVectors, verifyVector } from '../vectors.ts';

describeScheme(sns);

describe('the list of fields that SNS signs', () => {
  const given = readVectors('sns').cases.find(
    ({ expected, body }) => expected && body.includes('"Subject": "'),
  )!;
  const { Subject, MessageId, ...rest } = JSON.parse(given.body) as Record<string, string>;
  const withBody = (text: string) =>
    verifyVector(sns, given, { request: { body: Buffer.from(text) } });

  it('verifies with a subject', () => {
    expect(withBody(given.body)).toMatchObject({ kind: 'verified' });
  });

  it('is not read with the subject inside the id, which would be another delivery', () => {
    const joined = { ...rest, MessageId: `${MessageId}\nSubject\n${Subject}` };
    expect(withBody(JSON.stringify(joined))).toMatchObject({
      kind: 'refused',
      reason: 'signature_malformed',
    });
  });
});

const { cert, key } = selfSigned('sns.amazonaws.com', 'rsa');
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:mail-events';
const HOST = 'https://sns.us-east-1.amazonaws.com';
const UNSUBSCRIBE = `${HOST}/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:c9135db0-26c4-47ec-8998-413945fb5a96`;

/** A notification signed by the words of the guide; what is added to its text stands behind all else. */
function notification(
  over: Readonly<Record<string, unknown>> = {},
  edit: (text: string) => string = (text) => text,
) {
  const fields: Readonly<Record<string, unknown>> = {
    ...{ Type: 'Notification', MessageId: '22b80b92', TopicArn: TOPIC, Message: '{"a":1}' },
    ...{ Timestamp: '2026-11-28T17:00:00.000Z', SignatureVersion: '2' },
    ...{ SigningCertURL: `${HOST}/SimpleNotificationService-0.pem`, ...over },
  };
  const signed = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type']
    .map((name) => `${name}\n${String(fields[name])}\n`)
    .join('');
  const Signature = sign('sha256', Buffer.from(signed), key).toString('base64');
  const body = edit(JSON.stringify({ ...fields, Signature }));
  const [first] = readVectors('sns').cases;
  const given = {
    ...{ ...first!, certPem: cert, now: Date.parse('2026-11-28T17:00:00Z') / 1000 },
    options: { topics: [String(fields['TopicArn'])] },
  };
  const outcome = verifyVector(sns, given, { request: { body: Buffer.from(body) } });
  return { body, outcome };
}

const codeOf = ({ outcome }: ReturnType<typeof notification>) =>
  outcome.kind === 'refused' ? outcome.reason : outcome.kind;
const bodyOf = ({ outcome }: ReturnType<typeof notification>) =>
  outcome.kind === 'verified' ? Buffer.from(outcome.webhook.body).toString() : '';

describe('a member that the body names twice', () => {
  it.each([
    ['the message, before', (text: string) => text.replace('{', '{"Message":"{}",')],
    ['the message, behind', (text: string) => text.replace(/\}$/, ',"Message":"{}"}')],
    ['the message, escaped', (text: string) => text.replace(/\}$/, ',"\\u004dessage":"{}"}')],
    ['what is not signed', (text: string) => text.replace('{', '{"x":1,"x":2,')],
    [
      'the certificate, spelled in both ways',
      (text: string) => text.replace('{', `{"SigningCertUrl":"${HOST}/other.pem",`),
    ],
  ])('is refused: %s', (_, edit) => {
    expect(codeOf(notification({}, edit))).toBe('body_malformed');
  });

  it('is refused beside a byte order mark, which readers take in two ways', () => {
    expect(codeOf(notification({}, (text) => `\ufeff${text}`))).not.toBe('verified');
  });

  it('may be named again inside another', () => {
    expect(codeOf(notification({ Message: '{"Message":1}' }))).toBe('verified');
  });
});

describe('what SNS does not sign', () => {
  it('is cut away, whatever it is, and what is signed stays as it was written', () => {
    const plain = notification();
    const MessageAttributes = { patient: { Type: 'String', Value: 'invented by somebody' } };
    for (const extra of [
      { MessageAttributes },
      { message: '{}' },
      { Token: 'x' },
      { a: 1, b: [] },
    ]) {
      const result = notification(extra);
      expect(codeOf(result)).toBe('verified');
      expect(JSON.parse(bodyOf(result))).toEqual(JSON.parse(bodyOf(plain)));
    }
    const written = notification({ x: 1 }, (text) => text.replace('"{\\"a\\"', '"{\\u0022a\\"'));
    expect(bodyOf(written)).toContain('"Message":"{\\u0022a\\":1}"');
  });

  it('is not there in most messages, which arrive byte by byte as they came', () => {
    for (const given of [
      notification(),
      notification({ UnsubscribeURL: UNSUBSCRIBE }),
      notification({}, (text) => text.replaceAll(',"', ' ,\n  "')),
    ]) {
      expect(bodyOf(given)).toBe(given.body);
    }
  });

  it.each([
    'https://evil.test/',
    UNSUBSCRIBE.replace('us-east-1', 'us-east-2'),
    UNSUBSCRIBE.replace('mail-events:', 'others:'),
    UNSUBSCRIBE.replace('Unsubscribe', 'DeleteTopic'),
    `${UNSUBSCRIBE}&x=1`,
    `${UNSUBSCRIBE}#x`,
    UNSUBSCRIBE.replace('https', 'http'),
    7,
  ])('is cut away where it is a URL that does not end the subscription: %s', (UnsubscribeURL) => {
    const result = notification({ UnsubscribeURL });
    expect(codeOf(result)).toBe('verified');
    expect(bodyOf(result)).not.toContain('UnsubscribeURL');
  });
});

describe('the host of the certificate', () => {
  const at = (partition: string, region: string, host: string) =>
    codeOf(
      notification({
        TopicArn: `arn:${partition}:sns:${region}:123456789012:t`,
        SigningCertURL: `https://${host}/SimpleNotificationService-0.pem`,
      }),
    );

  it.each([
    ['aws', 'us-east-1', 'sns.us-east-1.amazonaws.com'],
    ['aws', 'ap-southeast-4', 'sns.ap-southeast-4.amazonaws.com'],
    ['aws-us-gov', 'us-gov-west-1', 'sns.us-gov-west-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1', 'sns.cn-north-1.amazonaws.com.cn'],
  ])('may be that of the region of the topic: %s %s', (partition, region, host) => {
    expect(at(partition, region, host)).toBe('verified');
  });

  it.each([
    ['aws', 'us-east-1', 'sns.us-east-2.amazonaws.com'],
    ['aws', 'us-east-1', 'sns.us-gov-west-1.amazonaws.com'],
    ['aws', 'us-east-1', 'sns.us-east-1.amazonaws.com.cn'],
    ['aws-cn', 'cn-north-1', 'sns.cn-north-1.amazonaws.com'],
  ])('may not be that of another: %s %s, %s', (partition, region, host) => {
    expect(at(partition, region, host)).toBe('certificate_untrusted');
  });
});
