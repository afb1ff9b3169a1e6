import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RETRY_DELAYS_SECONDS } from '../../lambdas/core/deliver/retry-schedule.ts';
import type { Delivery } from '../../lambdas/core/message/delivery.ts';
import { storeMessage } from '../../lambdas/core/send/stored-message.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import type { TextResult } from '../../lambdas/ports/text-upstream.ts';
import type { MailResult } from '../../lambdas/ports/mailer.ts';
import type { PostResult } from '../../lambdas/ports/poster.ts';
import type { TextMessage } from '../../lambdas/core/send/text-message.ts';
import { PLAIN, PLAIN_TEXT } from '../core/send/messages.ts';
import { KEYS, SINK_SECRETS } from './fakes/registry.ts';
import type { OutboxItem } from './fakes/stores.ts';
import { createWorld, type World } from './fakes/world.ts';

const BODY = Buffer.from('{"event":"newsletter.sent"}');

async function queued(
  world: World,
  lane: Lane,
  change: Partial<Delivery> = {},
): Promise<() => OutboxItem> {
  const delivery: Delivery = {
    deliveryId: 'msg_1~x',
    messageId: 'msg_1',
    decisionId: 'msg_1~x',
    lane,
    entityId: 'mercy-hospital',
    disposition: 'as_is',
    route: { kind: 'webhook', destinationId: `${lane}-sink` },
    body: { kind: 'clear', bytes: BODY, contentType: 'application/json' },
    state: 'pending',
    attempts: 0,
    dueAt: world.now().toISOString(),
    createdAt: world.now().toISOString(),
    ...change,
  };
  await world.outbox[lane].put(delivery);
  return () => world.outbox[lane].items.get(delivery.deliveryId)!;
}

const attempt = (world: World, lane: Lane = 'marketing') =>
  deliver('msg_1~x', world.deliverer[lane]);
const retry = (failure = 'http_503'): PostResult & MailResult => ({ kind: 'retry', failure });

describe('delivering a webhook', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('posts it signed, so that the reference library verifies it, and notes the receipt', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.answers.post = () => ({ kind: 'delivered', status: 204 });
    await attempt(world);
    expect(item()).toMatchObject({
      state: 'delivered',
      result: { deliveredAt: '2026-11-28T17:00:00.000Z', receipt: '204', latencyMs: 0.25 },
    });
    const [post] = world.posted;
    expect(post).toMatchObject({
      url: 'https://marketing-sink.example/hooks',
      headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' },
    });
    vi.useFakeTimers({ now: world.now(), toFake: ['Date'] });
    const webhook = new Webhook(SINK_SECRETS['marketing-sink']);
    expect(webhook.verify(BODY, { ...post!.headers })).toEqual(JSON.parse(BODY.toString()));
    expect(world.events).toEqual([
      {
        event: 'delivery.delivered',
        deliveryId: 'msg_1~x',
        lane: 'marketing',
        attempt: 1,
        ms: 0.25,
      },
    ]);
  });

  it('opens what is sealed for the clinical lane just then', async () => {
    const world = createWorld();
    const context = { lane: 'clinical', entityId: 'mercy-hospital', purpose: 'webhook' } as const;
    await world.vault.seal(context, { recordId: 'key', contentType: 'text/plain', body: BODY });
    const item = await queued(world, 'clinical', { body: { kind: 'sealed', recordId: 'key' } });
    await attempt(world, 'clinical');
    expect(item().state).toBe('delivered');
    expect(Buffer.from(world.posted[0]!.body)).toEqual(BODY);
    expect(world.posted[0]!.headers['content-type']).toBe('text/plain');
  });

  it('tries again on the published schedule under the same id, and gives up after ten attempts', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.answers.post = () => retry();
    const delays: number[] = [];
    while (item().state === 'pending') {
      const before = world.now().getTime();
      await attempt(world);
      if (item().state === 'pending') {
        delays.push((Date.parse(item().dueAt) - before) / 1000);
        expect(item().attempts).toBe(delays.length);
        world.advance(delays.at(-1)!);
      }
    }
    expect(delays).toHaveLength(9);
    delays.forEach((delay, index) => {
      const planned = RETRY_DELAYS_SECONDS[index]!;
      expect(delay).toBeGreaterThanOrEqual(planned * 0.8);
      expect(delay).toBeLessThanOrEqual(planned * 1.2);
    });
    expect(item()).toMatchObject({ state: 'dead', failure: 'http_503' });
    expect(world.posted).toHaveLength(10);
    expect(new Set(world.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const times = world.posted.map(({ headers }) => headers['webhook-timestamp']);
    expect(new Set(times).size).toBe(10);
    expect(world.events.at(-1)).toEqual({
      event: 'delivery.dead',
      deliveryId: 'msg_1~x',
      lane: 'marketing',
      attempt: 10,
      failure: 'http_503',
    });
  });

  it('is queued for a short wait, and left to the sweeper for a long one', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.answers.post = () => retry();
    await attempt(world);
    const [waiting] = world.deliveries.marketing.waiting.splice(0);
    expect(waiting?.id).toBe('msg_1~x');
    expect(waiting!.delaySeconds).toBeGreaterThanOrEqual(4);
    expect(waiting!.delaySeconds).toBeLessThanOrEqual(6);
    // When the queue hands it out it is due.
    world.advance(waiting!.delaySeconds);
    await attempt(world);
    expect(item().attempts).toBe(2);
    world.deliveries.marketing.waiting.splice(0);
    world.advance(400);
    await attempt(world);
    expect(item().attempts).toBe(3);
    expect(world.deliveries.marketing.waiting).toEqual([]);
  });

  it('spreads its attempts by chance', async () => {
    const delays: number[] = [];
    for (const byte of [0, 255]) {
      const world = createWorld();
      const item = await queued(world, 'marketing');
      world.answers.post = () => retry();
      const random = { bytes: (count: number) => new Uint8Array(count).fill(byte) };
      await deliver('msg_1~x', { ...world.deliverer.marketing, random });
      delays.push(Date.parse(item().dueAt) - world.now().getTime());
    }
    expect(delays).toEqual([4000, 5992]);
  });

  it('waits as long as the destination asks', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.answers.post = () => ({ ...retry('http_429'), retryAfterSeconds: 600 }) as PostResult;
    await attempt(world);
    expect(Date.parse(item().dueAt) - world.now().getTime()).toBe(600_000);
    expect(world.deliveries.marketing.waiting[0]?.delaySeconds).toBe(600);
  });

  it('does nothing before it is due, nor after it has ended, nor when there is no such delivery', async () => {
    const world = createWorld();
    const dueAt = new Date(world.now().getTime() + 5000).toISOString();
    const item = await queued(world, 'marketing', { dueAt });
    await attempt(world);
    expect(world.posted).toEqual([]);
    world.advance(4.5);
    await attempt(world);
    expect(item().state).toBe('delivered');
    await attempt(world);
    await deliver('nothing', world.deliverer.marketing);
    expect(world.posted).toHaveLength(1);
  });

  it.each<[string, (world: World) => void, string]>([
    [
      'a destination that is gone',
      (world) => (world.answers.post = () => ({ kind: 'rejected', failure: 'http_410' })),
      'http_410',
    ],
    [
      'a destination that moved to the other lane',
      (world) => {
        const destination = world.registry.destinations.get('marketing-sink')!;
        world.registry.destinations.set(destination.id, { ...destination, lane: 'clinical' });
      },
      'lane_mismatch',
    ],
  ])('ends at once for %s', async (_what, prepare, failure) => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    prepare(world);
    await attempt(world);
    expect(item()).toMatchObject({ state: 'dead', failure });
    expect(world.events.at(-1)).toMatchObject({ event: 'delivery.dead', failure, attempt: 1 });
  });

  it('waits while the agreement it was decided under is not in force, and goes out when it is again', async () => {
    const world = createWorld();
    const route = {
      kind: 'webhook',
      destinationId: 'marketing-sink',
      underAgreement: true,
    } as const;
    const item = await queued(world, 'marketing', { route });
    const vendor = world.registry.vendors.get('marketing-sink-vendor')!;
    const baa = { ...vendor.baa!, expiresOn: '2026-11-27' };
    world.registry.vendors.set(vendor.id, { ...vendor, baa });
    await attempt(world);
    expect(world.posted).toEqual([]);
    expect(world.events.at(-1)).toMatchObject({
      event: 'delivery.retry',
      failure: 'agreement_not_active',
    });
    world.registry.vendors.set(vendor.id, vendor);
    world.advance(3600);
    await attempt(world);
    expect(item().state).toBe('delivered');
  });

  it.each<[string, (world: World) => void, string]>([
    [
      'the destination is not registered',
      (world) => world.registry.destinations.clear(),
      'destination_not_registered',
    ],
    ['it has no secret', (world) => world.secrets.clear(), 'signing_secret_missing'],
    [
      'its secret signs nothing',
      (world) => world.secrets.set('destination/marketing-sink', ['%%%']),
      'SigningSecretError',
    ],
    [
      'the registry is away',
      (world) => world.wire.failAlways('registry.destination', 'before'),
      'ServiceAwayError',
    ],
    ['the network is away', (world) => world.wire.failAlways('poster.post'), 'http_503'],
  ])('tries again while %s, and ends some day', async (_what, prepare, failure) => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.answers.post = () => retry();
    prepare(world);
    for (let day = 0; day < 30 && item().state === 'pending'; day += 1) {
      await attempt(world);
      expect(item()).toMatchObject({ failure });
      world.advance(24 * 3600 + 1);
    }
    expect(item().state).toBe('dead');
  });

  it('throws when the outbox is away, so that the queue hands it out again', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing');
    world.wire.failAlways('outbox-marketing.find', 'before');
    await expect(attempt(world)).rejects.toThrow('away');
    world.wire.failAlways('outbox-marketing.find');
    world.wire.failAlways('outbox-marketing.markDelivered', 'before');
    await expect(attempt(world)).rejects.toThrow('away');
    world.wire.failAlways('outbox-marketing.markDelivered');
    // Nobody but the one who posted knows that it was.
    await attempt(world);
    expect(world.posted).toHaveLength(1);
    world.advance(91);
    await attempt(world);
    expect(item().state).toBe('delivered');
    expect(world.posted).toHaveLength(2);
  });
});

describe('the lanes', () => {
  it('keep the marketing lane from anything sealed', async () => {
    const world = createWorld();
    const context = { lane: 'clinical', entityId: 'mercy-hospital', purpose: 'webhook' } as const;
    await world.vault.seal(context, { recordId: 'key', contentType: 'text/plain', body: BODY });
    const item = await queued(world, 'marketing', { body: { kind: 'sealed', recordId: 'key' } });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'dead', failure: 'body_unreadable' });
    expect(world.posted).toEqual([]);
    expect(world.wire.calls).not.toContain('vault.open');
  });

  it.each<[Lane, Lane]>([
    ['marketing', 'clinical'],
    ['clinical', 'marketing'],
  ])('keep the %s deliverer from a delivery of the %s lane', async (lane, other) => {
    const world = createWorld();
    const item = await queued(world, lane, { lane: other });
    await attempt(world, lane);
    expect(item()).toMatchObject({ state: 'dead', failure: 'lane_mismatch' });
    expect(world.posted).toEqual([]);
  });

  it('end a delivery whose sealed body was altered or is another hospital’s', async () => {
    const world = createWorld();
    const context = { lane: 'clinical', entityId: 'other-hospital', purpose: 'webhook' } as const;
    await world.vault.seal(context, { recordId: 'key', contentType: 'text/plain', body: BODY });
    const item = await queued(world, 'clinical', { body: { kind: 'sealed', recordId: 'key' } });
    await attempt(world, 'clinical');
    expect(item()).toMatchObject({ state: 'dead', failure: 'body_unreadable' });
  });
});

describe('delivering mail', () => {
  const message = { ...PLAIN, cc: [{ address: 'two@mail.example' }] };
  const mail = (world: World, recipient: number, lane: Lane = 'marketing') =>
    queued(world, lane, {
      route: { kind: 'email', recipient },
      body: { kind: 'clear', bytes: storeMessage(message), contentType: 'application/json' },
    });

  it('sends to the one recipient that the decision is about, by the identity of the lane', async () => {
    for (const lane of ['marketing', 'clinical'] as const) {
      const world = createWorld();
      const item = await mail(world, 2, lane);
      await attempt(world, lane);
      expect(item()).toMatchObject({ state: 'delivered', result: { receipt: 'ses-msg_1~x' } });
      expect(world.mailed).toHaveLength(1);
      const [sent] = world.mailed;
      const domain = lane === 'marketing' ? 'news.clinic.example' : 'care.clinic.example';
      expect(sent).toMatchObject({
        from: `no-reply@${domain}`,
        recipient: 'two@mail.example',
        deliveryId: 'msg_1~x',
      });
      const raw = Buffer.from(sent!.raw).toString();
      expect(raw).toContain(`Message-ID: <msg_1@${domain}>`);
      expect(raw).toContain('To: reader@mail.example');
    }
  });

  it.each<[MailResult, Partial<OutboxItem>]>([
    [
      { kind: 'rejected', failure: 'MessageRejected' },
      { state: 'dead', failure: 'MessageRejected' },
    ],
    [
      { kind: 'retry', failure: 'TooManyRequestsException' },
      { state: 'pending', attempts: 1, failure: 'TooManyRequestsException' },
    ],
  ])('follows the mail service: %j', async (result, after) => {
    const world = createWorld();
    const item = await mail(world, 1);
    world.answers.mail = () => result;
    await attempt(world);
    expect(item()).toMatchObject(after);
  });

  it.each([0, 3, -1])('to recipient number %i, who is not there, ends', async (recipient) => {
    const world = createWorld();
    const item = await mail(world, recipient);
    await attempt(world);
    expect(item()).toMatchObject({ state: 'dead', failure: 'recipient_missing' });
    expect(world.mailed).toEqual([]);
  });

  describe('that has waited', () => {
    const waiting = (world: World, whilePermitted: boolean, lane: Lane = 'marketing') =>
      queued(world, lane, {
        route: { kind: 'email', recipient: 2, ...(whilePermitted && { whilePermitted }) },
        body: { kind: 'clear', bytes: storeMessage(message), contentType: 'application/json' },
      });

    it('leaves to nobody who has opted out since', async () => {
      const world = createWorld();
      const item = await waiting(world, true);
      world.answers.mail = () => retry();
      await attempt(world);
      expect(item()).toMatchObject({ state: 'pending', attempts: 1 });
      world.optedOut.add('two@mail.example');
      world.advance(61);
      await attempt(world);
      expect(item()).toMatchObject({ state: 'dead', failure: 'no_longer_permitted' });
      expect(world.mailed).toHaveLength(1);
    });

    it('leaves to those who have not, and is not asked about while it is fresh', async () => {
      const world = createWorld();
      const item = await waiting(world, true);
      world.answers.mail = () => retry();
      world.optedOut.add('two@mail.example');
      await attempt(world);
      world.optedOut.clear();
      world.advance(61);
      world.answers.mail = () => ({ kind: 'sent', providerId: 'ses-1' });
      await attempt(world);
      expect(item()).toMatchObject({ state: 'delivered' });
      expect(world.mailed).toHaveLength(2);
    });

    it('waits on while nobody answers', async () => {
      const world = createWorld();
      const item = await waiting(world, true);
      world.advance(61);
      world.wire.failAlways('permission.maySend', 'before');
      await attempt(world);
      expect(item()).toMatchObject({ state: 'pending', attempts: 1 });
      expect(world.mailed).toEqual([]);
    });

    it('leaves after all in shadow mode, which enforces nothing', async () => {
      const world = createWorld();
      const item = await waiting(world, false);
      world.optedOut.add('two@mail.example');
      world.advance(61);
      await attempt(world);
      expect(item()).toMatchObject({ state: 'delivered' });
    });
  });

  it('of bytes that are no message ends', async () => {
    const world = createWorld();
    const item = await queued(world, 'marketing', { route: { kind: 'email', recipient: 1 } });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'dead', failure: 'message_unreadable' });
  });
});

describe('delivering texts', () => {
  const message: TextMessage = {
    ...PLAIN_TEXT,
    from: '+12025550100',
    to: ['+12025550123', '+12025550124'],
    mediaUrls: ['https://files.clinic.example/hours.png'],
  };
  const text = (world: World, recipient: number, changed: Partial<TextMessage> = {}) =>
    queued(world, 'marketing', {
      route: { kind: 'text', recipient, whilePermitted: true },
      body: {
        kind: 'clear',
        bytes: storeMessage({ ...message, ...changed }),
        contentType: 'application/json',
      },
    });

  it.each(['sms', 'whatsapp'] as const)(
    'by %s goes to the one recipient that the decision is about',
    async (channel) => {
      const world = createWorld();
      const item = await text(world, 2, { channel });
      await attempt(world);
      expect(item()).toMatchObject({ state: 'delivered', result: { receipt: 'SM-msg_1~x' } });
      expect(world.texted).toEqual([
        {
          ...{ channel, lane: 'marketing', deliveryId: 'msg_1~x' },
          ...{ from: '+12025550100', recipient: '+12025550124', text: message.text },
          mediaUrls: ['https://files.clinic.example/hours.png'],
        },
      ]);
      expect(world.mailed).toEqual([]);
    },
  );

  it.each<[TextResult, Partial<OutboxItem>]>([
    [
      { kind: 'rejected', failure: 'twilio_21610' },
      { state: 'dead', failure: 'twilio_21610' },
    ],
    [
      { kind: 'retry', failure: 'http_429', retryAfterSeconds: 600 },
      { state: 'pending', attempts: 1, failure: 'http_429' },
    ],
  ])('follows the upstream: %j', async (result, after) => {
    const world = createWorld();
    const item = await text(world, 1);
    world.answers.text = () => result;
    await attempt(world);
    expect(item()).toMatchObject(after);
    if (result.kind === 'retry') {
      expect(Date.parse(item().dueAt) - world.now().getTime()).toBe(600_000);
    }
  });

  it('by a channel that has no upstream waits for one', async () => {
    const world = createWorld();
    const item = await text(world, 1, { channel: 'push' });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'pending', attempts: 1, failure: 'no_upstream' });
  });

  it('that have waited does not reach somebody who has opted out since', async () => {
    const world = createWorld();
    const item = await text(world, 1);
    world.optedOut.add('+12025550123');
    world.advance(61);
    await attempt(world);
    expect(item()).toMatchObject({ state: 'dead', failure: 'no_longer_permitted' });
    expect(world.texted).toEqual([]);
  });
});

describe('a message that is given up', () => {
  const keyId = KEYS.marketing.split('.')[0] ?? '';
  const given = async (world: World) => {
    const body = { kind: 'clear', bytes: storeMessage(PLAIN), contentType: 'x' } as const;
    const route = { kind: 'email', recipient: 1 } as const;
    const item = await queued(world, 'marketing', { body, route, keyId });
    const key = world.registry.keys.get(keyId);
    if (key?.use.kind !== 'send') throw new TypeError('a key that sends');
    const use = { ...key.use, events: 'marketing-sink' };
    world.registry.keys.set(keyId, { ...key, use });
    world.answers.mail = () => ({ kind: 'rejected', failure: 'MessageRejected' });
    return item;
  };
  const event = 'msg_1~x~message.failed';

  it('is told to its sender, signed as any webhook', async () => {
    const world = createWorld();
    await given(world);
    await attempt(world);
    for (const id of world.deliveries.marketing.drain()) {
      await deliver(id, world.deliverer.marketing);
    }
    const [post] = world.posted;
    expect(post?.headers).toMatchObject({
      'webhook-id': event,
      'webhook-event-type': 'message.failed',
    });
    expect(JSON.parse(Buffer.from(post!.body).toString())).toEqual({
      type: 'message.failed',
      timestamp: world.now().toISOString(),
      data: {
        ...{ messageId: 'msg_1', recipient: 1, decisionId: 'msg_1~x', about: 'message' },
        reason: 'MessageRejected',
      },
    });
  });

  it('is dead also where its sender cannot be told', async () => {
    const world = createWorld();
    const item = await given(world);
    world.wire.failAlways('events-marketing.put', 'before');
    await attempt(world);
    expect(item().state).toBe('dead');
    expect(world.events.at(-1)).toMatchObject({ event: 'work.failed', work: 'tell-sender' });
  });
});
