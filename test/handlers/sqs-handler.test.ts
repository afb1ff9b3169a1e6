import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { writeWorkBody } from '../../lambdas/adapters/aws/shared/work-body.ts';
import { createDeliverHandler } from '../../lambdas/handlers/deliver-handler.ts';
import { createHandler } from '../../lambdas/handlers/inbound-worker/work.ts';
import { createSqsHandler, MAX_RECEIVES, type Work } from '../../lambdas/handlers/sqs-handler.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { acceptedKey, INTAKE_BODY } from '../pipeline/fakes/samples.ts';
import { createWorld } from '../pipeline/fakes/world.ts';

/** What a queue hands out: bodies, and how often each was handed out before. */
function eventOf(...messages: readonly (readonly [body: string, receives: number | string])[]) {
  const records = messages.map(([body, receives], index) => ({
    messageId: `sqs-${String(index)}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) } as SQSRecord['attributes'],
  }));
  return { Records: records as SQSRecord[] } satisfies SQSEvent;
}

function handling(work: Partial<Work> & Pick<Work, 'run'>) {
  const events: LogEvent[] = [];
  const log = { write: (event: LogEvent) => void events.push(event) };
  return { events, handle: createSqsHandler({ name: 'test', ...work }, log) };
}

const failing = async (id: string): Promise<void> => {
  if (id.startsWith('bad')) throw new RangeError('Zebediah Quill');
};

describe('a queue consumer', () => {
  it('gives back only what failed', async () => {
    const { handle, events } = handling({ run: failing });
    const event = eventOf(
      [writeWorkBody('good'), 1],
      [writeWorkBody('bad'), 1],
      [writeWorkBody('good too'), 1],
    );
    expect(await handle(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'sqs-1' }] });
    expect(events).toEqual([
      { event: 'work.failed', work: 'test', errorClass: 'RangeError', attempt: 1 },
    ]);
  });

  it.each(['', 'good', '{}', '{"id":""}', '{"id":5}', '{"id":"a","x":1}', '[]'])(
    'never runs what no queue of ours was given: %j',
    async (body) => {
      const ran: string[] = [];
      const given: string[] = [];
      const { handle } = handling({
        run: async (id) => void ran.push(id),
        giveUp: async (id) => void given.push(id),
      });
      for (const receives of [1, MAX_RECEIVES]) {
        const { batchItemFailures } = await handle(eventOf([body, receives]));
        expect(batchItemFailures).toHaveLength(1);
      }
      expect([ran, given]).toEqual([[], []]);
    },
  );

  it('gives work up on its last attempt, not before', async () => {
    const given: string[] = [];
    const { handle } = handling({ run: failing, giveUp: async (id) => void given.push(id) });
    const failures = async (receives: number | string) =>
      (await handle(eventOf([writeWorkBody('bad'), receives]))).batchItemFailures.length;
    expect(await failures(MAX_RECEIVES - 1)).toBe(1);
    expect(await failures('')).toBe(1);
    expect(await failures('many')).toBe(1);
    expect(given).toEqual([]);
    expect(await failures(MAX_RECEIVES)).toBe(0);
    expect(await failures(MAX_RECEIVES + 3)).toBe(0);
    expect(given).toEqual(['bad', 'bad']);
  });

  it('leaves work to the dead-letter queue when it cannot be given up', async () => {
    const { handle, events } = handling({ run: failing, giveUp: failing });
    const event = eventOf([writeWorkBody('bad'), MAX_RECEIVES]);
    expect((await handle(event)).batchItemFailures).toHaveLength(1);
    expect(events.map((entry) => 'work' in entry && entry.work)).toEqual(['test', 'test-give-up']);
    const without = handling({ run: failing });
    expect((await without.handle(event)).batchItemFailures).toHaveLength(1);
  });

  it('says nothing of what went wrong but its class', async () => {
    const { handle, events } = handling({ run: failing });
    await handle(eventOf([writeWorkBody('bad'), 1]));
    expect(JSON.stringify(events)).not.toMatch(/Zebediah|Quill/);
  });
});

describe('the inbound worker', () => {
  it('takes a webhook to the outboxes, and the deliverers take it to its destinations', async () => {
    const world = createWorld();
    const key = await acceptedKey(world);
    const handle = createHandler(world.worker);
    expect(await handle(eventOf([writeWorkBody(key), 1]))).toEqual({ batchItemFailures: [] });
    for (const lane of ['clinical', 'marketing'] as const) {
      const deliver = createDeliverHandler(world.deliverer[lane]);
      const ids = world.deliveries[lane].drain().map((id) => [writeWorkBody(id), 1] as const);
      expect(await deliver(eventOf(...ids))).toEqual({ batchItemFailures: [] });
    }
    expect(world.posted).toHaveLength(2);
    expect(Buffer.from(world.posted[0]!.body).toString()).toBe(INTAKE_BODY);
  });

  it('gives a message up after its last attempt: held for review, and counted', async () => {
    const world = createWorld();
    const key = await acceptedKey(world);
    world.registry.sources.clear();
    const handle = createHandler(world.worker);
    for (let receives = 1; receives < MAX_RECEIVES; receives += 1) {
      const { batchItemFailures } = await handle(eventOf([writeWorkBody(key), receives]));
      expect(batchItemFailures).toHaveLength(1);
    }
    expect(world.quarantine.held.size).toBe(0);
    const last = await handle(eventOf([writeWorkBody(key), MAX_RECEIVES]));
    expect(last.batchItemFailures).toEqual([]);
    expect(world.messages.items.get(key)!.state).toBe('failed');
    expect(world.quarantine.held.size).toBe(1);
    expect(world.events.at(-1)).toMatchObject({ event: 'work.given_up', work: 'inbound' });
  });
});
