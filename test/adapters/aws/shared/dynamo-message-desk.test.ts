import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageDesk } from '../../../../lambdas/adapters/aws/shared/dynamo-message-desk.ts';
import { createDynamoOutboxBacklog } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-backlog.ts';
import { createDynamoOutboxWriter } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../../../../lambdas/adapters/aws/shared/dynamo-outbox.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { sampleDelivery } from '../samples.ts';

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

async function queued(): Promise<string> {
  const delivery = sampleDelivery();
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
    expect(await desk().recall('msg_none~r1', NOW)).toBe(false);
  });

  it('is either recalled or begun, whoever is first, at the same instant too', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = await queued();
      const [recalled, begun] = await Promise.all([
        desk().recall(id, NOW),
        outbox().begin(id, NOW),
      ]);
      expect([recalled, begun].filter(Boolean)).toHaveLength(1);
    }
  });

  it('once recalled is neither swept nor delivered', async () => {
    const id = await queued();
    expect(await desk().recall(id, NOW)).toBe(true);
    expect(await desk().recall(id, NOW)).toBe(false);
    expect(await outbox().begin(id, NOW)).toBe(false);
    await outbox().markDelivered(id, {
      deliveredAt: NOW.toISOString(),
      receipt: 'x',
      latencyMs: 1,
    });
    expect(await desk().progress(id)).toMatchObject({
      state: 'recalled',
      recalledAt: NOW.toISOString(),
    });
    const due = await createDynamoOutboxBacklog(table()).due(later(3600), 1000);
    expect(due).not.toContain(id);
  });

  it('can be recalled between two attempts, and when whoever began one has died', async () => {
    const [retried, dead] = [await queued(), await queued()];
    await outbox().begin(retried, NOW);
    await outbox().markRetry(retried, 1, later(60), 'Throttled');
    expect(await desk().recall(retried, later(1))).toBe(true);
    await outbox().begin(dead, NOW);
    expect(await desk().recall(dead, later(119))).toBe(false);
    expect(await desk().recall(dead, later(121))).toBe(true);
    expect(await desk().progress(dead)).toMatchObject({ beganAt: NOW.toISOString() });
  });
});
