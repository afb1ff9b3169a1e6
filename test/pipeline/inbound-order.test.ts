import fc from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { giveUpInbound, processInbound } from '../../lambdas/pipeline/inbound.ts';
import type { FaultKind } from './fakes/faults.ts';
import { acceptedKey, CLEAN_BODY, INTAKE_BODY } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

/** Messages that were accepted one second after the other, for a marketing destination that wants them in order. */
async function accepted(
  count: number,
  bodies: readonly string[] = [],
): Promise<{ world: World; keys: string[] }> {
  const world = createWorld();
  const { destinations } = world.registry;
  destinations.set('marketing-sink', { ...destinations.get('marketing-sink')!, ordered: true });
  const keys: string[] = [];
  for (let index = 0; index < count; index++) {
    const body = bodies[index] ?? CLEAN_BODY;
    keys.push(await acceptedKey(world, { id: `m${String(index)}`, sourceId: 'newsletter', body }));
    world.advance(1);
  }
  return { world, keys };
}

/** Works through both queues until nothing is left, moving the clock on; keys in `stuck` are never processed. */
async function runToEnd(world: World, stuck: ReadonlySet<string> = new Set()): Promise<void> {
  for (let round = 0; round < 40; round++) {
    for (const key of world.inbound.drain()) {
      if (stuck.has(key)) continue;
      // A queue hands out again what failed.
      await processInbound(key, world.worker).catch(() => world.inbound.enqueue(key));
    }
    for (const id of world.deliveries.marketing.drain()) {
      await deliver(id, world.deliverer.marketing).catch(() => undefined);
    }
    for (const { key, dueAt = '', state } of world.messages.items.values()) {
      const isLeft = state === 'received' || state === 'decided';
      // As the sweeper does.
      if (isLeft && dueAt <= world.now().toISOString()) await world.inbound.enqueue(key);
    }
    for (const { deliveryId, state } of world.outbox.marketing.items.values()) {
      if (state === 'pending') await world.deliveries.marketing.enqueue(deliveryId);
    }
    world.advance(30);
  }
}

const arrived = (world: World) =>
  world.posted
    .filter(({ url }) => url.includes('marketing'))
    .map(({ headers }) => headers['webhook-id']);
const idsOf = (world: World, keys: readonly string[]) =>
  keys.map((key) => world.messages.items.get(key)!.messageId);
const stateOf = (world: World, key: string) => world.messages.items.get(key)!.state;
const deliveryOf = (world: World, key: string) =>
  world.outbox.marketing.items.get(`${world.messages.items.get(key)!.messageId}~marketing-sink`);

describe('messages for a destination that wants them in order', () => {
  it('are handed out when the index has every one that was accepted before', async () => {
    const { world } = await accepted(2);
    expect(world.inbound.waiting.map(({ delaySeconds }) => delaySeconds)).toEqual([2, 2]);
    const plain = createWorld();
    await acceptedKey(plain, { sourceId: 'newsletter', body: CLEAN_BODY });
    expect(plain.inbound.waiting.map(({ delaySeconds }) => delaySeconds)).toEqual([0]);
  });

  it('arrive as they were accepted, whichever is read first', async () => {
    const { world, keys } = await accepted(4);
    world.inbound.drain();
    for (const at of [3, 1, 0, 2]) await world.worker.queue.enqueue(keys[at]!);
    await runToEnd(world);
    expect(arrived(world)).toEqual(idsOf(world, keys));
  });

  it('wait for one that takes long, hours if it must be', async () => {
    const { world, keys } = await accepted(3);
    world.inbound.drain();
    for (const key of keys.slice(1)) await processInbound(key, world.worker);
    expect(keys.slice(1).map((key) => deliveryOf(world, key))).toEqual([undefined, undefined]);
    world.advance(3 * 60 * 60);
    await runToEnd(world, new Set([keys[0]!]));
    expect(arrived(world)).toEqual([]);
    await processInbound(keys[0]!, world.worker);
    await runToEnd(world);
    expect(arrived(world)).toEqual(idsOf(world, keys));
  });

  it('wake the next one when they are done', async () => {
    const { world, keys } = await accepted(2);
    await processInbound(keys[1]!, world.worker);
    world.inbound.drain();
    await processInbound(keys[0]!, world.worker);
    expect(world.inbound.drain()).toEqual([keys[1]]);
    await processInbound(keys[1]!, world.worker);
    expect(stateOf(world, keys[1]!)).toBe('routed');
  });

  it('go on when the one before them is held for review', async () => {
    const { world, keys } = await accepted(2, ['%PDF-1.7 which nobody can read']);
    await processInbound(keys[1]!, world.worker);
    expect(stateOf(world, keys[1]!)).toBe('decided');
    await processInbound(keys[0]!, world.worker);
    expect(deliveryOf(world, keys[0]!)).toBeUndefined();
    expect(world.quarantine.held.size).toBeGreaterThan(0);
    await runToEnd(world);
    expect(arrived(world)).toEqual(idsOf(world, keys.slice(1)));
  });

  it('go on when the one before them was given up', async () => {
    const { world, keys } = await accepted(2);
    await processInbound(keys[1]!, world.worker);
    world.inbound.drain();
    await giveUpInbound(keys[0]!, world.worker);
    expect(world.inbound.drain()).toEqual([keys[1]]);
    await processInbound(keys[1]!, world.worker);
    await runToEnd(world);
    expect(arrived(world)).toEqual(idsOf(world, keys.slice(1)));
  });

  it('keep nobody waiting at a destination that wants no order', async () => {
    const { world, keys } = await accepted(2, [INTAKE_BODY, INTAKE_BODY]);
    await processInbound(keys[1]!, world.worker);
    const [id] = idsOf(world, [keys[1]!]);
    expect(world.outbox.clinical.items.has(`${id!}~clinical-sink`)).toBe(true);
    expect(world.outbox.marketing.items.has(`${id!}~marketing-sink`)).toBe(false);
    const queued = world.deliveries.clinical.drain();
    world.advance(10);
    await processInbound(keys[0]!, world.worker);
    await runToEnd(world);
    // It was queued once, and recorded once.
    expect(queued.filter((each) => each.startsWith(id!))).toHaveLength(1);
    expect(world.deliveries.clinical.drain().filter((each) => each.startsWith(id!))).toEqual([]);
    expect(arrived(world)).toEqual(idsOf(world, keys));
  });

  it('are lost in no way when the destination wants no order any more while they wait', async () => {
    const { world, keys } = await accepted(2);
    await processInbound(keys[1]!, world.worker);
    const { destinations } = world.registry;
    const { ordered: _, ...rest } = destinations.get('marketing-sink')!;
    destinations.set('marketing-sink', rest);
    await processInbound(keys[0]!, world.worker);
    await runToEnd(world);
    expect(new Set(arrived(world))).toEqual(new Set(idsOf(world, keys)));
    for (const key of keys) expect(stateOf(world, key)).toBe('routed');
  });

  it('are left alone when they are handed out early, and not read again while they wait', async () => {
    const { world, keys } = await accepted(2);
    await processInbound(keys[1]!, world.worker);
    world.inbound.drain();
    const opened = () => world.wire.calls.filter((name) => name === 'vault.open').length;
    const before = opened();
    await processInbound(keys[1]!, world.worker);
    expect(world.inbound.drain()).toEqual([]);
    world.advance(60);
    await processInbound(keys[1]!, world.worker);
    expect(world.inbound.drain()).toEqual([keys[1]]);
    expect(opened()).toBe(before);
  });

  it('look again less often the longer they wait, every minute at least', async () => {
    const { world, keys } = await accepted(2);
    const delays: number[] = [];
    for (const advance of [0, 100, 3_600]) {
      world.advance(advance);
      world.inbound.drain();
      await processInbound(keys[1]!, world.worker);
      delays.push(world.inbound.waiting.at(-1)!.delaySeconds);
    }
    expect(delays[0]).toBe(2);
    expect(delays[1]).toBeGreaterThan(10);
    expect(delays[2]).toBe(60);
  });

  it('arrive as they were accepted whatever fails on the way, in whichever order they are read', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    const faults = fc.array(
      fc.tuple(fc.nat({ max: 120 }), fc.constantFrom<FaultKind>('before', 'after')),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(order, faults, async (handouts, failing) => {
        const { world, keys } = await accepted(4);
        world.inbound.drain();
        const from = world.wire.calls.length;
        for (const [at, kind] of failing) world.wire.failAt(from + at, kind);
        for (const at of handouts)
          await world.worker.queue.enqueue(keys[at]!).catch(() => undefined);
        await runToEnd(world);
        // What was posted and not heard of is posted again, at its place.
        const once = arrived(world).filter((id, at, all) => all[at - 1] !== id);
        expect(once).toEqual(idsOf(world, keys));
      }),
      { numRuns: 40 },
    );
  });

  it('are accepted although nobody can say whether there is an order: then there is one', async () => {
    const world = createWorld();
    world.wire.failAlways('registry.destination', 'before');
    const key = await acceptedKey(world, { sourceId: 'newsletter', body: CLEAN_BODY });
    expect(world.messages.items.get(key)).toMatchObject({ ordered: true });
  });

  it('do not wait for another source', async () => {
    const { world } = await accepted(1);
    const { sources } = world.registry;
    sources.set('other', { ...sources.get('newsletter')!, id: 'other' });
    const key = await acceptedKey(world, { id: 'o', sourceId: 'other', body: CLEAN_BODY });
    await processInbound(key, world.worker);
    expect(stateOf(world, key)).toBe('routed');
  });
});
