import { describe, expect, it } from 'vitest';
import { ownLeases } from '../../lambdas/adapters/aws/shared/leases.ts';
import { ATTEMPT_MS } from '../../lambdas/core/deliver/lease.ts';
import type { Delivery } from '../../lambdas/core/message/delivery.ts';
import { storeMessage } from '../../lambdas/core/send/stored-message.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import type { DeliveryDependencies } from '../../lambdas/pipeline/delivery-dependencies.ts';
import { PLAIN, PLAIN_TEXT } from '../core/send/messages.ts';
import { createWorld, type World } from './fakes/world.ts';

const ID = 'msg_1~x';
const clear = (bytes: Uint8Array) => ({ kind: 'clear', bytes, contentType: 'text/plain' }) as const;

/** The ways out, each with what is delivered by it and where it arrives. */
const ROUTES = [
  {
    way: 'a webhook',
    port: 'poster.post',
    route: { kind: 'webhook', destinationId: 'marketing-sink' },
    body: clear(Buffer.from('{"event":"opened"}')),
    arrived: (world: World) => world.posted.length,
  },
  {
    way: 'a mail',
    port: 'mailer.send',
    route: { kind: 'email', recipient: 1 },
    body: clear(storeMessage(PLAIN)),
    arrived: (world: World) => world.mailed.length,
  },
  {
    way: 'a text',
    port: 'texts.send',
    route: { kind: 'text', recipient: 1 },
    body: clear(storeMessage(PLAIN_TEXT)),
    arrived: (world: World) => world.texted.length,
  },
] as const;

type Way = (typeof ROUTES)[number];

async function queued({ route, body }: Pick<Way, 'route' | 'body'>) {
  const world = createWorld();
  const delivery: Delivery = {
    ...{ deliveryId: ID, messageId: 'msg_1', decisionId: ID, lane: 'marketing' },
    ...{ entityId: 'mercy-hospital', disposition: 'as_is', state: 'pending', attempts: 0 },
    ...{ route, body, dueAt: world.now().toISOString(), createdAt: world.now().toISOString() },
  };
  await world.outbox.marketing.put(delivery);
  return { world, item: () => world.outbox.marketing.items.get(ID)! };
}

const attempt = (world: World, over: Partial<DeliveryDependencies> = {}) =>
  deliver(ID, { ...world.deliverer.marketing, ...over });

/** Lets something happen once, in the middle of the next call of a port. */
function during(world: World, call: string, happens: () => Promise<unknown>): void {
  world.wire.pause = async (name) => {
    if (name !== call) return;
    world.wire.pause = async () => {};
    await happens();
  };
}

describe.each(ROUTES)('$way that is handed out twice', (way) => {
  it('leaves once, and costs neither an attempt nor a place in the queue', async () => {
    const { world, item } = await queued(way);
    during(world, way.port, () => attempt(world));
    await attempt(world);
    expect(way.arrived(world)).toBe(1);
    expect(item()).toMatchObject({ state: 'delivered', attempts: 0 });
    expect(item()).not.toHaveProperty('lease');
    expect(world.deliveries.marketing.waiting).toEqual([]);
  });

  it('leaves once where both found it free', async () => {
    const { world } = await queued(way);
    during(world, 'outbox-marketing.begin', () => attempt(world));
    await attempt(world);
    expect(way.arrived(world)).toBe(1);
  });

  it('is free again with the end of an attempt that failed', async () => {
    const { world, item } = await queued(way);
    world.answers.post =
      world.answers.mail =
      world.answers.text =
        () => ({
          ...{ kind: 'retry', failure: 'Throttled' },
        });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'pending', attempts: 1 });
    expect(item()).not.toHaveProperty('lease');
    expect(item()).not.toHaveProperty('beganAt');
    expect(item()).not.toHaveProperty('mayHaveLeft');
  });

  it('is tried again when its worker has died, once its lease is over', async () => {
    const { world, item } = await queued(way);
    world.wire.failAlways('outbox-marketing.markDelivered', 'before');
    await attempt(world).catch(() => undefined);
    world.wire.failAlways('outbox-marketing.markDelivered');
    world.advance(ATTEMPT_MS / 1000 - 1);
    await attempt(world);
    expect(way.arrived(world)).toBe(1);
    world.advance(1);
    await attempt(world);
    expect(way.arrived(world)).toBe(2);
    expect(item()).toMatchObject({ state: 'delivered', mayHaveLeft: true });
  });

  it('is what the later of two says, where the first was thought dead', async () => {
    const { world, item } = await queued(way);
    world.answers.post =
      world.answers.mail =
      world.answers.text =
        () => ({
          ...{ kind: 'retry', failure: 'Throttled' },
        });
    during(world, 'outbox-marketing.markRetry', async () => {
      world.advance(ATTEMPT_MS / 1000);
      world.answers.post = () => ({ kind: 'rejected', failure: 'http_410' });
      world.answers.mail = world.answers.text = () => ({ kind: 'rejected', failure: 'No' });
      await attempt(world);
    });
    await attempt(world);
    expect(item().state).toBe('dead');
    expect(world.events.at(-1)).toEqual({
      ...{ event: 'delivery.overtaken', deliveryId: ID, lane: 'marketing', attempt: 1 },
      outcome: 'retry',
    });
    expect(world.deliveries.marketing.waiting).toEqual([]);
  });

  it('may have left for good, once no answer came', async () => {
    const { world, item } = await queued(way);
    world.answers.post =
      world.answers.mail =
      world.answers.text =
        () => ({
          ...{ kind: 'retry', failure: 'timeout', mayHaveLeft: true },
        });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'pending', mayHaveLeft: true });
    world.answers.post =
      world.answers.mail =
      world.answers.text =
        () => ({
          ...{ kind: 'retry', failure: 'Throttled' },
        });
    world.advance(10);
    await attempt(world);
    expect(item()).toMatchObject({ attempts: 2, mayHaveLeft: true });
  });
});

describe('a process that is all there is', () => {
  const alone = (world: World) => ({ leases: ownLeases(world.deliverer.marketing.random) });

  it('tries again at once what an earlier one was killed over', async () => {
    const [, way] = ROUTES;
    const { world, item } = await queued(way);
    world.wire.failAlways('outbox-marketing.markDelivered', 'before');
    await attempt(world, alone(world)).catch(() => undefined);
    world.wire.failAlways('outbox-marketing.markDelivered');
    await attempt(world, alone(world));
    expect(item()).toMatchObject({ state: 'delivered', mayHaveLeft: true });
  });

  it('leaves what it has under way alone, however far its clock is moved', async () => {
    const [way] = ROUTES;
    const { world } = await queued(way);
    const own = alone(world);
    during(world, way.port, async () => {
      world.advance(5 * 3600);
      await attempt(world, own);
    });
    await attempt(world, own);
    expect(way.arrived(world)).toBe(1);
  });
});

describe('a mail whose answer was lost', () => {
  const [, MAIL] = ROUTES;
  const lost = async () => {
    const { world, item } = await queued(MAIL);
    world.answers.mail = () => ({ kind: 'retry', failure: 'timeout', mayHaveLeft: true });
    await attempt(world);
    expect(item()).toMatchObject({ state: 'pending', mayHaveLeft: true });
    const { marketing } = world.outbox;
    const tell = (event: 'delivered' | 'bounced') => {
      const heard = { [event]: { heardAt: world.now().toISOString() } };
      marketing.items.set(ID, { ...item(), heard });
    };
    return { world, item, tell };
  };

  it.each(['delivered', 'bounced'] as const)(
    'and of which the mail service tells that it was %s is not sent again',
    async (event) => {
      const { world, item, tell } = await lost();
      const at = world.now().toISOString();
      tell(event);
      world.advance(600);
      await attempt(world);
      expect(world.mailed).toHaveLength(1);
      expect(item()).toMatchObject({ state: 'delivered', result: { deliveredAt: at } });
    },
  );

  it('is not sent again either where that is told at this very moment', async () => {
    const { world, tell } = await lost();
    world.advance(600);
    during(world, 'outbox-marketing.begin', async () => tell('delivered'));
    await attempt(world);
    await attempt(world);
    expect(world.mailed).toHaveLength(1);
  });

  it('and that an officer puts back is sent again, whatever was told before', async () => {
    const { world, item, tell } = await lost();
    tell('bounced');
    world.advance(600);
    world.outbox.marketing.items.set(ID, { ...item(), replayedAt: world.now().toISOString() });
    await attempt(world);
    expect(world.mailed).toHaveLength(2);
  });
});
