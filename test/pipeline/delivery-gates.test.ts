import { describe, expect, it } from 'vitest';
import type { Destination } from '../../lambdas/core/registry/destination.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { runToEnd } from './fakes/drive.ts';
import { acceptedKey, CLEAN_BODY } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

function change(world: World, over: Partial<Destination>): void {
  const { destinations } = world.registry;
  destinations.set('marketing-sink', { ...destinations.get('marketing-sink')!, ...over });
}

/** Webhooks of one source, a second apart, up to the outbox. */
async function routed(world: World, count: number, first = 0): Promise<string[]> {
  const { sources } = world.registry;
  const only = ['marketing-sink'];
  sources.set('newsletter', { ...sources.get('newsletter')!, destinationIds: only });
  const ids: string[] = [];
  for (let index = first; index < first + count; index += 1) {
    const post = { id: `v-${String(index)}`, sourceId: 'newsletter', body: CLEAN_BODY };
    const key = await acceptedKey(world, post);
    await processInbound(key, world.worker);
    ids.push(`${world.messages.items.get(key)!.messageId}~marketing-sink`);
    world.advance(1);
  }
  return ids;
}

const attempt = (world: World, id: string) => deliver(id, world.deliverer.marketing);
const item = (world: World, id: string) => world.outbox.marketing.items.get(id)!;
const failing = (world: World, failure = 'http_503') => {
  world.answers.post = () => ({ kind: 'retry', failure });
};

describe('a destination that fails', () => {
  it('is left alone after ten failures in a row; attempts go on counting, and end', async () => {
    const world = createWorld();
    const ids = await routed(world, 12);
    failing(world);
    for (const id of ids) {
      await attempt(world, id);
      world.advance(0.6);
    }
    expect(world.posted).toHaveLength(10);
    expect(item(world, ids[11]!)).toMatchObject({ attempts: 1, failure: 'circuit_open' });
    world.advance(31);
    world.answers.post = () => ({ kind: 'delivered', status: 200 });
    await attempt(world, ids[0]!);
    expect(item(world, ids[0]!).state).toBe('delivered');
    await attempt(world, ids[1]!);
    expect(item(world, ids[1]!).state).toBe('delivered');
  });

  it('is not left alone while others of those under way at the same time arrive', async () => {
    const world = createWorld();
    const [first = '', last = '', ...together] = await routed(world, 32);
    await attempt(world, first);
    // Thirty begin while all is well; every third of them fails, ten in all.
    let released = 0;
    const release: (() => void)[] = [];
    world.wire.pause = async (name) => {
      if (name === 'poster.post' && released === 0)
        await new Promise<void>((go) => release.push(go));
    };
    let number = 0;
    world.answers.post = () => {
      number += 1;
      return number % 3 === 0
        ? { kind: 'retry', failure: 'http_500' }
        : { kind: 'delivered', status: 200 };
    };
    const underWay = together.map((id) => attempt(world, id));
    await expect.poll(() => release.length).toBe(30);
    for (const go of release) {
      released += 1;
      go();
      // They are answered one after another.
      await new Promise((resume) => setTimeout(resume, 2));
    }
    await Promise.all(underWay);
    expect(number).toBe(30);
    await attempt(world, last);
    expect(number).toBe(31);
    expect(item(world, last).state).toBe('delivered');
  });

  it('is judged by when an attempt ended, not by when it could be noted', async () => {
    const world = createWorld();
    const [first = '', late = '', next = ''] = await routed(world, 3);
    await attempt(world, first);
    failing(world);
    let note: () => void = () => undefined;
    let reads = 0;
    world.wire.pause = async (name) => {
      if (name !== 'gates-marketing.read') return;
      reads += 1;
      // The second is that of the failure, which is to be noted.
      if (reads === 2) await new Promise<void>((go) => (note = go));
    };
    const failed = attempt(world, late);
    await expect.poll(() => reads).toBe(2);
    world.answers.post = () => ({ kind: 'delivered', status: 200 });
    world.advance(6);
    await attempt(world, next);
    world.advance(6);
    note();
    await failed;
    expect(item(world, late)).toMatchObject({ state: 'pending', failure: 'http_503' });
    expect(world.gates.marketing.gates.get('marketing-sink')?.state.failures).toBe(0);
  });

  it('is not left alone for refusing single messages', async () => {
    const world = createWorld();
    const ids = await routed(world, 12);
    failing(world, 'http_400');
    for (const id of ids) await attempt(world, id);
    expect(world.posted).toHaveLength(12);
  });

  it('is disabled when every attempt of a delivery failed, on record, until an officer says so', async () => {
    const world = createWorld();
    await routed(world, 3);
    failing(world, 'ECONNREFUSED');
    await runToEnd(world);
    const states = [...world.outbox.marketing.items.values()].map(({ state }) => state);
    expect(states).toEqual(['dead', 'dead', 'dead']);
    expect(world.ledger.others).toEqual([
      expect.objectContaining({
        kind: 'change',
        subject: { kind: 'destination', id: 'marketing-sink' },
        changed: ['disabled'],
        by: 'system:marketing-deliver',
      }),
    ]);
    const disabled = world.events.filter(({ event }) => event === 'destination.disabled');
    expect(disabled).toHaveLength(1);
    const before = world.posted.length;
    world.answers.post = () => ({ kind: 'delivered', status: 200 });
    const [id = ''] = await routed(world, 1, 3);
    await attempt(world, id);
    expect(item(world, id)).toMatchObject({ state: 'pending', failure: 'destination_disabled' });
    expect(world.posted).toHaveLength(before);
  });

  it('is not disabled while others of its deliveries arrive', async () => {
    const world = createWorld();
    const [bad = ''] = await routed(world, 1);
    const messageId = bad.split('~')[0]!;
    world.answers.post = ({ headers }) =>
      headers['webhook-id'] === messageId
        ? { kind: 'retry', failure: 'http_500' }
        : { kind: 'delivered', status: 200 };
    for (let day = 1; item(world, bad).state === 'pending'; day += 1) {
      await attempt(world, bad);
      const [good = ''] = await routed(world, 1, day);
      await attempt(world, good);
      world.advance(24 * 3600);
    }
    expect(item(world, bad).state).toBe('dead');
    expect(world.ledger.others).toEqual([]);
  });

  it('lets a delivery end although the ledger is away', async () => {
    const world = createWorld();
    await routed(world, 1);
    failing(world);
    world.wire.failAlways('ledger.append', 'before');
    await runToEnd(world);
    expect([...world.outbox.marketing.items.values()][0]!.state).toBe('dead');
  });
});

describe('a destination with limits', () => {
  it('gets no more than its rate; what waits has a turn and loses no attempt', async () => {
    const world = createWorld();
    change(world, { limits: { perSecond: 1 } });
    const ids = await routed(world, 4);
    for (const id of ids) await attempt(world, id);
    expect(world.posted).toHaveLength(1);
    const waiting = ids.slice(1).map((id) => item(world, id));
    for (const { attempts, hasTurn } of waiting) {
      expect({ attempts, hasTurn }).toEqual({ attempts: 0, hasTurn: true });
    }
    const seconds = waiting.map(({ dueAt }) => (Date.parse(dueAt) - world.now().getTime()) / 1000);
    expect(seconds).toEqual([1, 2, 3]);
    await runToEnd(world);
    expect(world.posted).toHaveLength(4);
  });

  it('gets no more at once than it takes, also when a worker dies in between', async () => {
    const world = createWorld();
    change(world, { limits: { concurrency: 1 } });
    const [first = '', second = ''] = await routed(world, 2);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resume) => (release = resume));
    world.wire.pause = async (name) => {
      if (name === 'poster.post' && world.posted.length === 0) await held;
    };
    const slow = attempt(world, first);
    await new Promise((resume) => setTimeout(resume, 20));
    await attempt(world, second);
    expect(item(world, second)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(world.events.at(-1)).toMatchObject({ event: 'delivery.waits', why: 'concurrency' });
    release();
    await slow;
    world.advance(6);
    await attempt(world, second);
    expect(item(world, second).state).toBe('delivered');

    // A place that nobody gives back.
    const [third = '', fourth = ''] = await routed(world, 2, 2);
    world.wire.failAlways('gates-marketing.write', 'after');
    await attempt(world, third);
    world.wire.failAlways('gates-marketing.write');
    world.advance(61);
    await attempt(world, fourth);
    expect(item(world, fourth).state).toBe('delivered');
  });

  it('gets it although nobody can note that it did', async () => {
    const world = createWorld();
    const [id = ''] = await routed(world, 1);
    world.wire.failAlways('gates-marketing.write', 'before');
    await attempt(world, id);
    expect(item(world, id).state).toBe('delivered');
  });
});

describe('a destination that wants them in order', () => {
  it('gets the later one when the earlier has arrived, and not before', async () => {
    const world = createWorld();
    change(world, { ordered: true });
    const ids = await routed(world, 3);
    world.advance(2);
    failing(world);
    await attempt(world, ids[1]!);
    expect(world.posted).toEqual([]);
    await attempt(world, ids[0]!);
    await attempt(world, ids[2]!);
    expect(world.posted).toHaveLength(1);
    expect(item(world, ids[2]!)).toMatchObject({ state: 'pending', attempts: 0 });
    world.answers.post = () => ({ kind: 'delivered', status: 200 });
    await runToEnd(world);
    const order = world.posted
      .slice(1)
      .map(({ headers }) => `${headers['webhook-id']!}~marketing-sink`);
    expect(order).toEqual(ids);
  });

  it('gets the next at once when one has arrived', async () => {
    const world = createWorld();
    change(world, { ordered: true });
    const ids = await routed(world, 2);
    world.advance(2);
    await attempt(world, ids[1]!);
    world.deliveries.marketing.drain();
    await attempt(world, ids[0]!);
    expect(world.deliveries.marketing.drain()).toEqual([ids[1]]);
    await attempt(world, ids[1]!);
    expect(world.posted).toHaveLength(2);
  });

  it('gets the next one when one is given up', async () => {
    const world = createWorld();
    change(world, { ordered: true });
    const ids = await routed(world, 2);
    world.advance(2);
    world.answers.post = ({ headers }) =>
      `${headers['webhook-id']!}~marketing-sink` === ids[0]
        ? { kind: 'rejected', failure: 'http_410' }
        : { kind: 'delivered', status: 200 };
    await runToEnd(world);
    expect(item(world, ids[0]!).state).toBe('dead');
    expect(item(world, ids[1]!).state).toBe('delivered');
  });

  it('waits for nobody of another source', async () => {
    const world = createWorld();
    change(world, { ordered: true });
    const [stuck = ''] = await routed(world, 1);
    const { sources } = world.registry;
    sources.set('other', { ...sources.get('newsletter')!, id: 'other' });
    const key = await acceptedKey(world, { id: 'o', sourceId: 'other', body: CLEAN_BODY });
    await processInbound(key, world.worker);
    world.advance(2);
    await attempt(world, `${world.messages.items.get(key)!.messageId}~marketing-sink`);
    expect(world.posted).toHaveLength(1);
    expect(item(world, stuck).state).toBe('pending');
  });
});
