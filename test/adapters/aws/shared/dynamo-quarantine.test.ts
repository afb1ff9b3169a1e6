import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoQuarantine } from '../../../../lambdas/adapters/aws/shared/dynamo-quarantine.ts';
import type { HeldMessage } from '../../../../lambdas/core/message/held-message.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

describe('the quarantine in DynamoDB', () => {
  let running: Running;
  beforeAll(async () => {
    running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
  });
  afterAll(() => running.close());

  it('holds a message once, with exactly the members of a held message', async () => {
    const quarantine = createDynamoQuarantine(onTable(running, 'quarantine'));
    const held: HeldMessage = {
      heldId: freshId('held'),
      messageId: 'msg-1',
      entityId: 'general-hospital',
      lane: 'marketing',
      direction: 'inbound',
      reasonCode: 'malformed',
      recordId: 'rec-1',
      key: 'secret',
      heldAt: '2026-03-01T10:00:00.000Z',
    };
    const withMore = { ...held, note: 'Jane Roe' };
    expect(await quarantine.hold(withMore)).toBe('held');
    expect(await quarantine.hold({ ...held, decisionId: 'dec-1' })).toBe('exists');
    const { dynamodb, table } = onTable(running, 'quarantine');
    const { Item } = await dynamodb.send(
      new GetCommand({ TableName: table, Key: { heldId: held.heldId } }),
    );
    expect(Item).toEqual(held);
  });
});
