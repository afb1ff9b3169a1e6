import { sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../../adapters/aws/self-signed.ts';
import type { World } from '../../pipeline/fakes/world.ts';
import { ask, kept, worldWith } from './vendor-world.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:MyTopic';
const HOST = 'https://sns.us-east-1.amazonaws.com';
const CERTIFICATE = `${HOST}/SimpleNotificationService-${'0'.repeat(32)}.pem`;
const SUBSCRIBE = `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37f`;
const { cert, key } = selfSigned('sns.amazonaws.com', 'rsa');

type Fields = Readonly<Record<string, string>>;

/** A message as SNS sends it, signed by the words of its documentation; `over` before the signature, `after` after it. */
function message(type: string, over: Fields = {}, after: Fields = {}): string {
  const confirmation = { SubscribeURL: SUBSCRIBE, Token: '2336412f37f' };
  const fields: Fields = {
    ...{ Type: type, MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b', TopicArn: TOPIC },
    ...{ Message: '{"notificationType":"Bounce"}', Timestamp: '2026-11-28T17:00:00.000Z' },
    ...(type === 'Notification' ? {} : confirmation),
    ...{ SignatureVersion: '2', SigningCertURL: CERTIFICATE },
    ...over,
  };
  const names =
    type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names
    .filter((name) => Object.hasOwn(fields, name))
    .map((name) => `${name}\n${fields[name]!}\n`)
    .join('');
  const Signature = sign('sha256', Buffer.from(text), key).toString('base64');
  return JSON.stringify({ ...fields, Signature, ...after });
}

let world: World;
beforeEach(() => {
  world = worldWith({ id: 'ses', scheme: 'sns', options: { topics: [TOPIC] } });
  world.pages.certificates.set(CERTIFICATE, cert);
});

const send = async (body: string) =>
  (await ask(world, '/webhooks/ses', { headers: { 'content-type': 'text/plain' }, body })).status;
const asked = () => world.wire.calls.filter((call) => call.startsWith('pages.'));

describe('SNS over HTTPS', () => {
  it('is confirmed by a visit after the message has verified, again and again, and nothing is kept', async () => {
    expect(await send(message('SubscriptionConfirmation'))).toBe(200);
    expect(await send(message('SubscriptionConfirmation'))).toBe(200);
    expect(world.pages.visited).toEqual([SUBSCRIBE, SUBSCRIBE]);
    expect(kept(world)).toBe(0);
    expect(world.events).toEqual(Array(2).fill({ event: 'webhook.handshake', sourceId: 'ses' }));
  });

  it('is delivered once', async () => {
    expect([await send(message('Notification')), await send(message('Notification'))]).toEqual([
      200, 200,
    ]);
    expect(world.messages.items.size).toBe(1);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
    'https://sns.us-east-1.amazonaws.com.evil.test/',
    'https://sns.us-east-1.amazonaws.com@evil.test/',
    'https://sns.us-east-1.amazonaws.com:8443/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'gopher://sns.us-east-1.amazonaws.com/',
    '',
  ])('visits nothing when the URL is %j, though the message is signed', async (SubscribeURL) => {
    expect(await send(message('SubscriptionConfirmation', { SubscribeURL }))).toBe(401);
    expect(world.pages.visited).toEqual([]);
    expect(kept(world)).toBe(0);
    expect(world.events[0]).toMatchObject({ reason: 'challenge_malformed' });
  });

  it.each([
    'https://sns.us-east-1.amazonaws.com.evil.test/x.pem',
    'https://user:pass@sns.us-east-1.amazonaws.com/x.pem',
    'https://sns.us-east-1.amazonaws.com:8443/x.pem',
    'http://sns.us-east-1.amazonaws.com/x.pem',
    'https://sns.us-east-1.amazonaws.com/?redirect=https://evil.test/x.pem',
    'https://169.254.169.254/x.pem',
  ])('fetches no certificate from %s', async (SigningCertURL) => {
    expect(await send(message('Notification', { SigningCertURL }))).toBe(401);
    expect(asked()).toEqual([]);
    expect(world.events).toEqual([
      { event: 'webhook.refused', sourceId: 'ses', reason: 'certificate_untrusted' },
    ]);
  });

  it('fetches nothing for a topic that is not listed: anybody has SNS sign', async () => {
    const TopicArn = 'arn:aws:sns:us-east-1:999999999999:MyTopic';
    expect(await send(message('Notification', { TopicArn }))).toBe(401);
    expect(await send(message('SubscriptionConfirmation', { TopicArn }))).toBe(401);
    expect(asked()).toEqual([]);
    expect(world.events[0]).toMatchObject({ reason: 'topic_not_allowed' });
  });

  it.each([
    ['another message', { Message: '{}' }],
    ['another URL to visit', { SubscribeURL: `${SUBSCRIBE}0` }],
    ['another kind', { Type: 'Notification' }],
  ])('refuses what was signed as %s', async (_, after) => {
    expect(await send(message('SubscriptionConfirmation', {}, after))).toBe(401);
    expect(world.pages.visited).toEqual([]);
    expect(kept(world)).toBe(0);
  });

  it('refuses a message under a certificate that has ended', async () => {
    world.pages.certificates.set(CERTIFICATE, selfSigned('x', 'rsa', '261128165959Z').cert);
    expect(await send(message('Notification'))).toBe(401);
    expect(world.events[0]).toMatchObject({ reason: 'certificate_untrusted' });
  });

  it('is told 503 while the certificate or the confirmation is not to be had, and then taken', async () => {
    for (const [call, type] of [
      ['pages.certificate', 'Notification'],
      ['pages.visit', 'SubscriptionConfirmation'],
    ] as const) {
      world.wire.failAlways(call, 'before');
      expect(await send(message(type))).toBe(503);
      expect(kept(world)).toBe(0);
      expect(world.events.at(-1)).toMatchObject({ event: 'request.failed' });
      world.wire.failAlways(call);
      expect(await send(message(type))).toBe(200);
      world.messages.items.clear();
      world.vault.records.clear();
      world.inbound.drain();
    }
  });

  it('is told 503, and nothing is fetched, while the source names no topics', async () => {
    worldWith({ id: 'ses', scheme: 'sns' }, world);
    expect(await send(message('Notification'))).toBe(503);
    expect(asked()).toEqual([]);
    expect(kept(world)).toBe(0);
  });
});
