import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDynamoQuarantineBacklog,
  createDynamoQuarantineDesk,
} from '../../../../lambdas/adapters/aws/shared/dynamo-quarantine-desk.ts';
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
    const { openShard, openSince, ...kept } = Item ?? {};
    expect(kept).toEqual(held);
    expect([typeof openShard, openSince]).toEqual(['string', held.heldAt]);
  });

  describe('for review', () => {
    const options = () => onTable(running, 'quarantine');
    const desk = () => createDynamoQuarantineDesk(options());
    const backlog = () => createDynamoQuarantineBacklog(options());
    const at = (day: number) => `2020-01-0${String(day)}T10:00:00.000Z`;

    async function hold(day: number): Promise<HeldMessage> {
      const held: HeldMessage = {
        ...{ heldId: freshId('held'), messageId: 'msg-2', decisionId: 'msg-2~r1' },
        ...{ entityId: 'general-hospital', lane: 'clinical', direction: 'outbound' },
        ...{ reasonCode: 'addressee', recordId: 'msg-2~held', key: 'secret', heldAt: at(day) },
      };
      await createDynamoQuarantine(options()).hold(held);
      return held;
    }

    it('lists what waits, longest first, without where it is and its key', async () => {
      const [second, first, third] = [await hold(2), await hold(1), await hold(3)];
      const { held: found } = await desk().waiting(3);
      const { recordId: _where, key: _key, ...seen } = first;
      expect(found[0]).toEqual(seen);
      expect(found.map(({ heldId }) => heldId)).toEqual(
        [first, second, third].map(({ heldId }) => heldId),
      );
      const some = await desk().waiting(2);
      expect([some.held.length, some.more]).toEqual([2, true]);
      expect((await desk().waiting(200)).more).toBe(false);
      expect(await desk().show(first.heldId)).toEqual(seen);
      expect(await desk().show('nothing')).toBeUndefined();
    });

    it('settles once, and then it waits no more, and stays', async () => {
      const held = await hold(4);
      const now = new Date('2020-01-05T10:00:00.000Z');
      expect(await desk().settle(held.heldId, 'sent_again', now)).toBe(true);
      expect(await desk().settle(held.heldId, 'not_needed', now)).toBe(false);
      expect(await desk().settle('nothing', 'not_needed', now)).toBe(false);
      expect(await desk().show(held.heldId)).toMatchObject({
        settled: { as: 'sent_again', at: now.toISOString() },
      });
      expect((await desk().waiting(200)).held.map(({ heldId }) => heldId)).not.toContain(
        held.heldId,
      );
      // Whoever holds it once more, because it could not say that it had, does not make it wait again.
      expect(await createDynamoQuarantine(options()).hold(held)).toBe('exists');
      expect((await desk().waiting(200)).held.map(({ heldId }) => heldId)).not.toContain(
        held.heldId,
      );
    });

    it('tells since when things wait that were held before a time', async () => {
      const since = await backlog().waitingSince(new Date(at(3)), 10);
      expect(since).toEqual([at(1), at(2)]);
    });
  });
});
