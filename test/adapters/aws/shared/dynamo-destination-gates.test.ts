import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDestinationGates } from '../../../../lambdas/adapters/aws/shared/dynamo-destination-gates.ts';
import { createDynamoOutboxDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-desk.ts';
import { createDynamoOutboxWriter } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import { createDynamoOutboxBacklog } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-backlog.ts';
import { StoredItemError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import { NEW_GATE } from '../../../../lambdas/core/deliver/gate.ts';
import type { Delivery } from '../../../../lambdas/core/message/delivery.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { beginAttempt, dieOf, freshId, sampleDelivery } from '../samples.ts';

let running: Running;
const table = () => onTable(running, 'outbox-marketing');
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

describe('the gates of destinations in DynamoDB', () => {
  const gates = () => createDynamoDestinationGates(table());

  it('are new until somebody writes, and of two who write at once one is told to read again', async () => {
    const id = freshId('dst');
    expect(await gates().read(id)).toEqual({ state: NEW_GATE, revision: 0 });
    const state = { ...NEW_GATE, failures: 3, openUntil: 5, leases: { a: 7 } };
    const written = await Promise.all([1, 2].map(() => gates().write(id, { state, revision: 0 })));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await gates().read(id)).toEqual({ state, revision: 1 });
    expect(await gates().write(id, { state: NEW_GATE, revision: 1 })).toBe(true);
    expect(await gates().read(id)).toEqual({ state: NEW_GATE, revision: 2 });
  });

  it('are refused when they cannot be read', async () => {
    const id = freshId('dst');
    const { dynamodb, table: name } = table();
    await dynamodb.send(
      new UpdateCommand({
        TableName: name,
        Key: { deliveryId: `gate#${id}` },
        UpdateExpression: 'SET gate = :gate, revision = :one',
        ExpressionAttributeValues: { ':gate': { failures: 'many' }, ':one': 1 },
      }),
    );
    await expect(gates().read(id)).rejects.toThrow(StoredItemError);
  });
});

describe('an officer’s view of an outbox', () => {
  const desk = () => createDynamoOutboxDesk(table());
  const outbox = () => createDynamoOutbox({ ...table(), lane: 'marketing' });
  const put = async (over: Partial<Delivery> = {}) => {
    const delivery = sampleDelivery({ deliveryId: `${freshId('msg')}~sink`, ...over });
    await createDynamoOutboxWriter({ ...table(), lane: 'marketing' }).put(delivery);
    return delivery;
  };
  const list = (state: Delivery['state'], over: object = {}) =>
    desk().list({ state, since: '2020-01-01', until: '2100-01-01', limit: 50, ...over });

  it('lists by state, destination and time, newest first, and shows no body', async () => {
    const old = await put({ createdAt: '2026-03-01T10:00:00.000Z' });
    const young = await put({ createdAt: '2026-03-02T10:00:00.000Z' });
    const other = await put({ deliveryId: `${freshId('msg')}~elsewhere` });
    for (const { deliveryId } of [old, young, other]) await dieOf('http_500', outbox(), deliveryId);
    const ids = (found: readonly { deliveryId: string }[]) =>
      found.map(({ deliveryId }) => deliveryId);
    expect(ids(await list('dead', { destinationId: 'sink' }))).toEqual([
      young.deliveryId,
      old.deliveryId,
    ]);
    expect(ids(await list('dead', { destinationId: 'sink', limit: 1 }))).toEqual([
      young.deliveryId,
    ]);
    const late = { since: '2026-03-02', destinationId: 'sink' };
    expect(ids(await list('dead', late))).toEqual([young.deliveryId]);
    expect(ids(await list('delivered'))).toEqual([]);
    const shown = await desk().show(old.deliveryId);
    expect(shown).toMatchObject({ state: 'dead', failure: 'http_500', attempts: 1, body: 'clear' });
    expect(JSON.stringify(shown)).not.toContain('bytes');
    expect(await desk().show('gate#sink')).toBeUndefined();
    expect(await desk().show(freshId('msg'))).toBeUndefined();
  });

  it('puts a dead delivery back once, to be found by the sweeper', async () => {
    const { deliveryId } = await put();
    const now = new Date('2026-03-03T10:00:00.000Z');
    expect(await desk().replay(deliveryId, now)).toBe(false);
    await dieOf('http_500', outbox(), deliveryId);
    expect(await desk().replay(deliveryId, now)).toBe(true);
    expect(await desk().replay(deliveryId, now)).toBe(false);
    expect(await outbox().find(deliveryId)).toMatchObject({
      state: 'pending',
      attempts: 0,
      replayedAt: now.toISOString(),
    });
    const due = await createDynamoOutboxBacklog(table()).due(new Date('2026-03-03T10:01:00Z'), 100);
    expect(due).toContain(deliveryId);
    expect((await list('pending')).map((one) => one.deliveryId)).toContain(deliveryId);
    const result = { deliveredAt: now.toISOString(), receipt: '200', latencyMs: 1 };
    const lease = await beginAttempt(outbox(), deliveryId, now);
    await outbox().markDelivered(deliveryId, lease, result);
    expect((await list('delivered')).map((one) => one.deliveryId)).toEqual([deliveryId]);
  });
});

describe('deliveries that wait for one another', () => {
  it('are found first come first, and no more when they have ended or were put back', async () => {
    const outbox = createDynamoOutbox({ ...table(), lane: 'marketing' });
    const key = `sink#${freshId('src')}`;
    const made: string[] = [];
    for (const at of ['2026-03-01T10:00:02.000Z#b', '2026-03-01T10:00:01.000Z#a']) {
      const delivery = sampleDelivery({ deliveryId: freshId('dlv'), order: { key, at } });
      await createDynamoOutboxWriter({ ...table(), lane: 'marketing' }).put(delivery);
      made.push(delivery.deliveryId);
    }
    const [second = '', first = ''] = made;
    expect(await outbox.firstInOrder(key)).toBe(first);
    const due = (hour: string) => ({ dueAt: new Date(`2026-03-01T${hour}:00:00Z`) });
    const waits = await beginAttempt(outbox, first);
    await outbox.postpone(first, waits, { ...due('11'), hasTurn: true });
    expect(await outbox.find(first)).toMatchObject({ hasTurn: true, attempts: 0 });
    const fails = await beginAttempt(outbox, first);
    const failed = { failure: 'http_500', mayHaveLeft: false };
    await outbox.markRetry(first, fails, { ...due('12'), ...failed });
    expect(await outbox.find(first)).not.toHaveProperty('hasTurn');
    // Whoever tried knows better by now when the next is due.
    expect(await outbox.postpone(first, waits, { ...due('11'), hasTurn: false })).toBe(false);
    await outbox.wake(first, new Date('2026-03-01T11:00:00Z'));
    expect((await outbox.find(first))!.dueAt).toBe('2026-03-01T12:00:00.000Z');
    await dieOf('http_500', outbox, first);
    expect(await outbox.firstInOrder(key)).toBe(second);
    await createDynamoOutboxDesk(table()).replay(first, new Date());
    expect(await outbox.firstInOrder(key)).toBe(second);
    await dieOf('http_500', outbox, second);
    expect(await outbox.firstInOrder(key)).toBeUndefined();
  });
});
