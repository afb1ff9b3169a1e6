import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoHeardMail } from '../../../../lambdas/adapters/aws/shared/dynamo-heard-mail.ts';
import { createDynamoMessageDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-message-desk.ts';
import { createDynamoOutboxBacklog } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-backlog.ts';
import { createDynamoOutboxDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-desk.ts';
import { createDynamoOutboxWriter } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import type { Delivery } from '../../../../lambdas/core/message/delivery.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { beginAttempt, sampleDelivery, sampleLease, SCHEDULED, WITHHELD } from '../samples.ts';

const NOW = new Date('2026-03-01T10:00:03.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let running: Running;
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

const table = () => onTable(running, 'outbox-marketing');
const desk = () => createDynamoMessageDesk(table());
const outbox = () => createDynamoOutbox({ ...table(), lane: 'marketing' });

async function queued(over: Partial<Delivery> = {}): Promise<string> {
  const delivery = sampleDelivery(over);
  await createDynamoOutboxWriter({ ...table(), lane: 'marketing' }).put(delivery);
  return delivery.deliveryId;
}

describe('a delivery as its sender sees it, in DynamoDB', () => {
  it('shows how it does, and neither body nor recipient', async () => {
    const id = await queued();
    expect(await desk().progress(id)).toEqual({
      state: 'pending',
      attempts: 0,
      dueAt: '2026-03-01T10:00:02.000Z',
    });
    expect(await desk().progress('msg_none~r1')).toBeUndefined();
  });

  it('that is scheduled says for when, and by which rule it did not leave then', async () => {
    const id = await queued(SCHEDULED);
    const { sendAt, dueAt } = SCHEDULED;
    // By what it will be decided is for who delivers it, and not asked for.
    expect(await desk().progress(id)).toEqual({ state: 'pending', attempts: 0, dueAt, sendAt });
    const lease = await beginAttempt(outbox(), id, new Date(dueAt));
    const ended = { failure: 'refused_when_due', mayHaveLeft: false, withheld: WITHHELD };
    await outbox().markDead(id, lease, ended);
    expect(await desk().progress(id)).toMatchObject({
      ...{ state: 'dead', failure: 'refused_when_due', withheld: WITHHELD },
    });
  });

  it('is either recalled or begun, whoever is first, at the same instant too', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await queued();
      const found = await outbox().find(id);
      const [recalled, begun] = await Promise.all([
        desk().recall(id, NOW),
        outbox().begin(found!, sampleLease(), NOW),
      ]);
      expect([recalled === 'recalled', begun].filter(Boolean)).toHaveLength(1);
    }
  });

  it('once recalled is neither swept nor delivered', async () => {
    const id = await queued();
    const found = await outbox().find(id);
    expect(await desk().recall(id, NOW)).toBe('recalled');
    expect(await desk().recall(id, NOW)).toBe('late');
    expect(await outbox().begin(found!, sampleLease(), NOW)).toBe(false);
    const result = { deliveredAt: NOW.toISOString(), receipt: 'x', latencyMs: 1 };
    expect(await outbox().markDelivered(id, sampleLease(), result)).toBe(false);
    expect(await desk().progress(id)).toMatchObject({
      state: 'recalled',
      recalledAt: NOW.toISOString(),
    });
    const due = await createDynamoOutboxBacklog(table()).due(later(3600), 1000);
    expect(due).not.toContain(id);
  });

  it('is either queued or prevented, whoever is first, at the same instant too', async () => {
    const writer = createDynamoOutboxWriter({ ...table(), lane: 'marketing' });
    for (let round = 0; round < 10; round += 1) {
      const delivery = sampleDelivery();
      const id = delivery.deliveryId;
      const [put, recalled] = await Promise.all([writer.put(delivery), desk().recall(id, NOW)]);
      // Who comes second takes back what is there, or finds the place taken.
      expect([put, recalled]).toEqual(
        put === 'created' ? ['created', 'recalled'] : ['exists', 'prevented'],
      );
      expect(await desk().progress(id)).toMatchObject({ state: 'recalled' });
    }
  });

  it('that was prevented is nothing to whoever delivers, sweeps or hears of mail', async () => {
    const { deliveryId: id } = sampleDelivery();
    expect(await desk().recall(id, NOW)).toBe('prevented');
    expect(await desk().recall(id, NOW)).toBe('late');
    expect(await desk().progress(id)).toEqual({
      ...{ state: 'recalled', attempts: 0 },
      ...{ dueAt: NOW.toISOString(), recalledAt: NOW.toISOString() },
    });
    expect(await outbox().find(id)).toBeUndefined();
    expect(await createDynamoHeardMail(table()).find(id)).toBeUndefined();
    expect(await createDynamoOutboxDesk(table()).show(id)).toBeUndefined();
    expect(await createDynamoOutboxDesk(table()).replay(id, NOW)).toBe(false);
    const due = await createDynamoOutboxBacklog(table()).due(later(3600), 1000);
    expect(due).not.toContain(id);
  });

  it('can be recalled between two attempts, and when whoever began one has died', async () => {
    const [retried, dead] = [await queued(), await queued()];
    const lease = await beginAttempt(outbox(), retried, NOW);
    const failed = { failure: 'Throttled', mayHaveLeft: false };
    await outbox().markRetry(retried, lease, { ...failed, dueAt: later(60) });
    expect(await desk().recall(retried, later(1))).toBe('recalled');
    expect(await desk().progress(retried)).not.toHaveProperty('beganAt');
    expect(await desk().progress(retried)).not.toHaveProperty('mayHaveLeft');
    await beginAttempt(outbox(), dead, NOW);
    expect(await desk().recall(dead, later(89))).toBe('late');
    expect(await desk().recall(dead, later(91))).toBe('recalled');
    expect(await desk().progress(dead)).toMatchObject({ beganAt: NOW.toISOString() });
  });

  it('may have left for good, once it is not known how an attempt ended', async () => {
    const [lost, died] = [await queued(), await queued()];
    const lease = await beginAttempt(outbox(), lost, NOW);
    const unknown = { failure: 'timeout', mayHaveLeft: true };
    await outbox().markRetry(lost, lease, { ...unknown, dueAt: NOW });
    const second = await beginAttempt(outbox(), lost, NOW);
    const known = { failure: 'Throttled', mayHaveLeft: false };
    await outbox().markRetry(lost, second, { ...known, dueAt: later(60) });
    expect(await desk().progress(lost)).toMatchObject({ mayHaveLeft: true });
    // The next attempt finds what one that died has left.
    await beginAttempt(outbox(), died, NOW);
    const next = await beginAttempt(outbox(), died, later(100));
    await outbox().markDead(died, next, known);
    expect(await desk().progress(died)).toMatchObject({ state: 'dead', mayHaveLeft: true });
  });
});
