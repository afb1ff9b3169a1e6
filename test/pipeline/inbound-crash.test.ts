import fc from '../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { giveUpInbound, processInbound } from '../../lambdas/pipeline/inbound.ts';
import { postUntilAnswered, runToEnd } from './fakes/drive.ts';
import type { FaultKind } from './fakes/faults.ts';
import { acceptedKey, INTAKE_BODY, PATIENT } from './fakes/samples.ts';
import { createWorld, type World } from './fakes/world.ts';

const KINDS: readonly FaultKind[] = ['before', 'after'];

/** What must be so in the end, whatever went wrong on the way. */
function expectDeliveredOnce(world: World): void {
  const [item, ...others] = world.messages.items.values();
  expect(others).toEqual([]);
  expect(item?.state).toBe('routed');
  const { messageId } = item!;
  const ids = [`${messageId}~clinical-sink`, `${messageId}~marketing-sink`];
  expect([...world.ledger.records.values()].map(({ decisionId }) => decisionId).sort()).toEqual(
    ids,
  );
  expect([...world.outbox.clinical.items.keys()]).toEqual([ids[0]]);
  expect([...world.outbox.marketing.items.keys()]).toEqual([ids[1]]);
  expect(world.quarantine.held.size).toBe(0);

  const [clear] = world.outbox.marketing.items.values();
  if (clear?.body.kind !== 'clear') throw new Error('the marketing lane got a sealed body');
  let text = Buffer.from(clear.body.bytes).toString();
  for (const value of Object.values(PATIENT)) expect(text).not.toContain(value);
  // Every token that went out can be revealed.
  for (const { tokens } of world.tokens.sets.values()) {
    for (const { token, value } of tokens) text = text.replaceAll(token, value);
  }
  expect(text).toBe(INTAKE_BODY);
}

/** At least once each, always the same bytes under the same id. */
function expectPosted(world: World): void {
  const [item] = world.messages.items.values();
  for (const sink of ['clinical-sink', 'marketing-sink']) {
    const posts = world.posted.filter(({ url }) => url === `https://${sink}.example/hooks`);
    expect(posts.length).toBeGreaterThan(0);
    for (const { headers, body } of posts) {
      expect(headers['webhook-id']).toBe(item!.messageId);
      expect(Buffer.from(body)).toEqual(Buffer.from(posts[0]!.body));
    }
    if (sink === 'clinical-sink') {
      expect(Buffer.from(posts[0]!.body).toString()).toBe(INTAKE_BODY);
    }
  }
}

/** Calls that the worker makes for one webhook, when nothing goes wrong. */
async function callsOfWorker(): Promise<readonly string[]> {
  const world = createWorld();
  const key = await acceptedKey(world);
  const before = world.wire.calls.length;
  await processInbound(key, world.worker);
  return world.wire.calls.slice(before);
}

async function workUntilDone(world: World, key: string): Promise<number> {
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    try {
      await processInbound(key, world.worker);
      return attempt;
    } catch {
      // The queue hands it out again.
    }
  }
  throw new Error('it was never done');
}

describe('a worker that dies between two steps', () => {
  it('leaves a message that the next one finishes, whichever call was the last', async () => {
    const calls = await callsOfWorker();
    expect(calls).toContain('messages.markDecided');
    expect(calls.filter((name) => name.startsWith('outbox-'))).toHaveLength(2);
    for (const [index] of calls.entries()) {
      for (const kind of KINDS) {
        const world = createWorld();
        const key = await acceptedKey(world);
        world.wire.failAt(world.wire.calls.length + index, kind);
        expect(await workUntilDone(world, key), `${calls[index]!} ${kind}`).toBe(2);
        expectDeliveredOnce(world);
      }
    }
  });

  it('may be followed by others that die as well', async () => {
    const { length } = await callsOfWorker();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 3 * length }), fc.constantFrom(...KINDS)), {
          maxLength: 5,
        }),
        async (faults) => {
          const world = createWorld();
          const key = await acceptedKey(world);
          const start = world.wire.calls.length;
          for (const [index, kind] of faults) world.wire.failAt(start + index, kind);
          await workUntilDone(world, key);
          expectDeliveredOnce(world);
        },
      ),
    );
  });
});

describe('several workers that get the same message', () => {
  it('make one decision and one delivery for each destination, in whatever order they get on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 3 }), async (scheduler, count) => {
        const world = createWorld();
        const key = await acceptedKey(world);
        world.wire.pause = (name) => scheduler.schedule(Promise.resolve(), name);
        const workers = Array.from({ length: count }, () => processInbound(key, world.worker));
        const all = Promise.allSettled(workers);
        await scheduler.waitFor(all);
        expect((await all).map(({ status }) => status)).toEqual(workers.map(() => 'fulfilled'));
        expectDeliveredOnce(world);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a worker that gives up while others still work', () => {
  it('never leads to a delivery without a decision, nor to a message that nobody finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = createWorld();
        const key = await acceptedKey(world);
        world.wire.pause = (name) => scheduler.schedule(Promise.resolve(), name);
        const all = Promise.allSettled([
          processInbound(key, world.worker),
          giveUpInbound(key, world.worker),
          processInbound(key, world.worker),
        ]);
        await scheduler.waitFor(all);
        const { state, messageId } = world.messages.items.get(key)!;
        expect(['routed', 'failed']).toContain(state);
        if (state === 'failed') expect(world.quarantine.held.has(messageId)).toBe(true);
        const decided = [...world.ledger.records.values()].map(({ decisionId }) => decisionId);
        expect(new Set(decided).size).toBe(decided.length);
        for (const lane of ['clinical', 'marketing'] as const) {
          for (const id of world.outbox[lane].items.keys()) expect(decided).toContain(id);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a webhook on its whole way', () => {
  it('is delivered to each destination under one id, whichever call of any port fails', async () => {
    const clean = createWorld();
    await postUntilAnswered(clean);
    await runToEnd(clean);
    expectDeliveredOnce(clean);
    expectPosted(clean);
    const calls = clean.wire.calls;
    expect(calls).toContain('poster.post');
    for (const [index] of calls.entries()) {
      for (const kind of KINDS) {
        const world = createWorld();
        world.wire.failAt(index, kind);
        await postUntilAnswered(world);
        await runToEnd(world);
        expectDeliveredOnce(world);
        expectPosted(world);
      }
    }
  });

  it('arrives although calls fail here and there, fewer than the attempts of one delivery', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 120 }), { maxLength: 9 }),
        fc.array(fc.constantFrom(...KINDS), { minLength: 9, maxLength: 9 }),
        async (indices, kinds) => {
          const world = createWorld();
          indices.forEach((index, n) => world.wire.failAt(index, kinds[n]!));
          await postUntilAnswered(world).catch(() => postUntilAnswered(world));
          await runToEnd(world);
          const dead = [...world.outbox.clinical.items.values()].filter(
            ({ state }) => state === 'dead',
          );
          expect(dead).toEqual([]);
          expectDeliveredOnce(world);
          expectPosted(world);
        },
      ),
      { numRuns: 60 },
    );
  });
});
