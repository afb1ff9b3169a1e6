import { describe, expect, it } from 'vitest';
import { NEW_GATE } from '../../lambdas/core/deliver/gate.ts';
import { deliver } from '../../lambdas/pipeline/delivery.ts';
import { enableDestination } from '../../lambdas/pipeline/enable-destination.ts';
import { processInbound } from '../../lambdas/pipeline/inbound.ts';
import { replayDelivery, type ReplayDependencies } from '../../lambdas/pipeline/replay-delivery.ts';
import type { Lane } from '../../lambdas/core/vocabulary.ts';
import { acceptedKey, forced } from './fakes/samples.ts';
import { always, createWorld, type World } from './fakes/world.ts';

const WHO = { by: 'ok_officer001', why: 'the receiver is repaired' };

function desk(world: World): ReplayDependencies {
  const { registry, policy, ledger, clock, random, log } = world.worker;
  return {
    ...{ registry, policy, ledger, clock, random, log },
    desks: world.outbox,
    deliveries: world.deliveries,
    finder: {
      places: async (id) => ({ keys: [`T#${id}`], lateMinutes: [] }),
      record: async (key) => {
        const id = key.slice(2);
        const record = [...world.ledger.records.values()].find((one) => one.decisionId === id);
        return record && { key, text: JSON.stringify(record) };
      },
      async *keysOfPerson() {},
      keysBetween: async () => [],
    },
  };
}

/** A delivery of one lane that its destination refused for good. */
async function dead(world: World, lane: Lane): Promise<string> {
  await processInbound(await acceptedKey(world), world.worker);
  world.answers.post = () => ({ kind: 'rejected', failure: 'http_410' });
  const [id = ''] = world.deliveries[lane].drain();
  await deliver(id, world.deliverer[lane]);
  expect(world.outbox[lane].items.get(id)!.state).toBe('dead');
  world.answers.post = () => ({ kind: 'delivered', status: 200 });
  return id;
}

describe('replaying a dead delivery', () => {
  it.each(['marketing', 'clinical'] as const)(
    'puts it back in the %s lane, on record, and it goes out under its id',
    async (lane) => {
      const world = createWorld();
      const id = await dead(world, lane);
      expect(await replayDelivery(id, WHO, desk(world))).toEqual({ kind: 'replayed' });
      expect(world.ledger.others).toEqual([
        expect.objectContaining({
          subject: { kind: 'delivery', id },
          changed: ['replayed'],
          by: WHO.by,
          why: WHO.why,
          entityId: 'mercy-hospital',
        }),
      ]);
      expect(world.deliveries[lane].drain()).toEqual([id]);
      await deliver(id, world.deliverer[lane]);
      expect(world.outbox[lane].items.get(id)!.state).toBe('delivered');
      const ids = world.posted.map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids).size).toBe(1);
      expect(await replayDelivery(id, WHO, desk(world))).toEqual({
        kind: 'refused',
        reason: 'not_dead',
      });
    },
  );

  it.each<[string, Lane, (world: World) => ReplayDependencies | undefined, string]>([
    [
      'its destination has gone',
      'marketing',
      (world) => {
        world.registry.destinations.clear();
        return undefined;
      },
      'destination_not_registered',
    ],
    [
      'its destination is of the other lane now',
      'marketing',
      (world) => {
        const { destinations } = world.registry;
        destinations.set('marketing-sink', {
          ...destinations.get('marketing-sink')!,
          lane: 'clinical',
        });
        return undefined;
      },
      'lane_mismatch',
    ],
    [
      'the agreement it went under has lapsed',
      'clinical',
      (world) => {
        const vendor = world.registry.vendors.get('clinical-sink-vendor')!;
        const baa = { ...vendor.baa!, expiresOn: '2026-11-27' };
        world.registry.vendors.set(vendor.id, { ...vendor, baa });
        return undefined;
      },
      'agreement_not_active',
    ],
    [
      'its source has gone',
      'marketing',
      (world) => {
        world.registry.sources.clear();
        return undefined;
      },
      'decision_not_found',
    ],
    [
      'its source is one of a substance-use program now',
      'marketing',
      (world) => {
        const { sources } = world.registry;
        sources.set('intake', { ...sources.get('intake')!, part2: true });
        return undefined;
      },
      'policy_refuses',
    ],
    [
      'another policy is in force by now',
      'clinical',
      (world) => ({ ...desk(world), policy: always(forced('quarantine')) }),
      'policy_refuses',
    ],
    [
      'policy wants more done to it than was',
      'clinical',
      (world) => ({ ...desk(world), policy: always(forced('deidentified')) }),
      'policy_refuses',
    ],
  ])('does nothing when %s', async (_what, lane, change, reason) => {
    const world = createWorld();
    const id = await dead(world, lane);
    const deps = change(world) ?? desk(world);
    expect(await replayDelivery(id, WHO, deps)).toMatchObject({ kind: 'refused', reason });
    expect(world.outbox[lane].items.get(id)!.state).toBe('dead');
    expect(world.ledger.others).toEqual([]);
  });

  it('does nothing for a reason that names somebody, nor for a delivery that is not there', async () => {
    const world = createWorld();
    const id = await dead(world, 'marketing');
    const named = { ...WHO, why: 'for SSN 219-09-9999' };
    expect((await replayDelivery(id, named, desk(world))).kind).toBe('invalid');
    expect((await replayDelivery('msg_0~x', WHO, desk(world))).kind).toBe('unknown');
    expect(world.ledger.others).toEqual([]);
  });

  it('sends no message to a person again', async () => {
    const world = createWorld();
    const id = await dead(world, 'marketing');
    const item = world.outbox.marketing.items.get(id)!;
    world.outbox.marketing.items.set(id, { ...item, route: { kind: 'email', recipient: 1 } });
    expect(await replayDelivery(id, WHO, desk(world))).toMatchObject({ reason: 'is_a_message' });
  });

  it('is not taken back by whoever was first when two officers do it at once', async () => {
    const world = createWorld();
    const id = await dead(world, 'marketing');
    const outcomes = await Promise.all([1, 2].map(() => replayDelivery(id, WHO, desk(world))));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['refused', 'replayed']);
  });
});

describe('enabling a destination', () => {
  it('is an officer’s act, on record, and posts go out again', async () => {
    const world = createWorld();
    const deps = { ...desk(world), gates: world.gates };
    expect((await enableDestination('marketing-sink', WHO, deps)).kind).toBe('not_disabled');
    expect((await enableDestination('nothing', WHO, deps)).kind).toBe('unknown');
    const state = { ...NEW_GATE, failures: 12, disabledAt: 1 };
    await world.gates.marketing.write('marketing-sink', { state, revision: 0 });
    expect((await enableDestination('marketing-sink', { ...WHO, why: '' }, deps)).kind).toBe(
      'invalid',
    );
    expect((await enableDestination('marketing-sink', WHO, deps)).kind).toBe('enabled');
    expect(world.ledger.others).toEqual([
      expect.objectContaining({
        subject: { kind: 'destination', id: 'marketing-sink' },
        changed: ['enabled'],
        by: WHO.by,
      }),
    ]);
    expect((await world.gates.marketing.read('marketing-sink')).state).toEqual(NEW_GATE);
  });
});
