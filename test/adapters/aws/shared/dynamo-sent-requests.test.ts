import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoOnceRequests } from '../../../../lambdas/adapters/aws/shared/dynamo-once-requests.ts';
import { createDynamoSentMessages } from '../../../../lambdas/adapters/aws/shared/dynamo-sent-messages.ts';
import { decisionsOf, toSentMessage } from '../../../../lambdas/core/send/sent-message.ts';
import { ACCEPTED } from '../../../core/send/dialects/reading.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

let running: Running;
let now = Date.parse('2026-11-26T12:00:00Z');
const clock = { now: () => new Date(now), monotonic: () => 0 };
const once = () => createDynamoOnceRequests({ ...onTable(running, 'requests'), clock });
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

const request = (hash = 'aa') => ({ keyId: freshId('mk'), keyHash: 'k', requestHash: hash });

describe('requests under an Idempotency-Key, in DynamoDB', () => {
  it('are claimed by one of those who come at the same instant', async () => {
    const one = request();
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, index) => once().claim(one, `seed ${String(index)}`)),
    );
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'conflict')).toHaveLength(5);
    expect(await once().claim({ ...one, requestHash: 'bb' }, 's')).toEqual({
      ...{ kind: 'conflict', reason: 'other_request' },
    });
  });

  it('are answered as before for 24 hours, and are new after that', async () => {
    const one = request();
    const answer = { kind: 'accepted', messageIds: ['msg_1'] } as const;
    await once().claim(one, 'first');
    await once().finish(one, answer);
    await once().finish(one, { messageIds: ['msg_2'] });
    await once().abandon(one);
    const { dynamodb, table } = onTable(running, 'requests');
    const Key = { pk: `once#${one.keyId}#${one.keyHash}` };
    const { Item } = await dynamodb.send(new GetCommand({ TableName: table, Key }));
    // Ids follow from it, and keys: nobody needs it any more.
    expect(Item).toMatchObject({ answer });
    expect(Item).not.toHaveProperty('seed');
    expect(await once().claim(one, 'second')).toEqual({ kind: 'answered', answer });
    now += 24 * 60 * 60 * 1000 + 1000;
    expect(await once().claim(one, 'third')).toEqual({ kind: 'claimed', seed: 'third' });
  });

  it('that may come again weeks later are known for as long as mail lies, and longer', async () => {
    const late = { ...request(), comesAgainLate: true };
    const answer = { kind: 'accepted', messageIds: ['msg_1'] } as const;
    await once().claim(late, 'first');
    await once().finish(late, answer);
    now += 20 * 24 * 60 * 60 * 1000;
    expect(await once().claim(late, 'second')).toEqual({ kind: 'answered', answer });
    now += 2 * 24 * 60 * 60 * 1000;
    expect(await once().claim(late, 'third')).toEqual({ kind: 'claimed', seed: 'third' });
  });

  it('that came to nothing are forgotten, and begin anew', async () => {
    const [one, done] = [request(), request()];
    await once().claim(one, 'first');
    await once().forget(one);
    expect(await once().claim(one, 'second')).toEqual({ kind: 'claimed', seed: 'second' });
    await once().claim(done, 'first');
    await once().finish(done, { messageIds: ['msg_1'] });
    await once().forget(done);
    expect(await once().claim(done, 'second')).toMatchObject({ kind: 'answered' });
  });

  it('go to one other when whoever had them gave up or died, with the first seed', async () => {
    const [given, dead] = [request(), request()];
    await once().claim(given, 'first');
    await once().claim(dead, 'first');
    await once().abandon(given);
    expect(await once().claim(given, 'second')).toEqual({ kind: 'claimed', seed: 'first' });
    expect(await once().claim(dead, 'second')).toMatchObject({ kind: 'conflict' });
    now += 61_000;
    const claims = await Promise.all([1, 2, 3].map(() => once().claim(dead, 'third')));
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'conflict', 'conflict']);
    expect(claims.find(({ kind }) => kind === 'claimed')).toMatchObject({ seed: 'first' });
  });
});

describe('what is kept of messages that were sent, in DynamoDB', () => {
  const sent = () => createDynamoSentMessages({ ...onTable(running, 'requests'), clock });

  it('is what their answers are made of, for the lane alone', async () => {
    const message = { ...toSentMessage(ACCEPTED.decisions, undefined), messageId: freshId('msg') };
    await sent().put(message);
    await sent().put(message);
    expect(await sent().find(message.lane, message.messageId)).toEqual(message);
    expect(await sent().find('clinical', message.messageId)).toBeUndefined();
    expect(await sent().find(message.lane, 'msg_none')).toBeUndefined();
  });

  it('says for each recipient what was decided, once for all that are alike', () => {
    const [one] = ACCEPTED.decisions;
    const records = Array.from({ length: 1000 }, (_, index) => ({
      ...one!,
      decisionId: `msg_1~r${String(index + 1)}`,
      target: { kind: 'recipient' as const, ordinal: index + 1, of: 1000 },
      person: `prs_${String(index)}`,
      ...(index === 7 ? { disposition: 'block' as const, reasonCode: 'no' } : {}),
    }));
    const kept = toSentMessage(records, undefined);
    expect(kept.decisions).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toContain('prs_');
    expect(JSON.stringify(kept).length).toBeLessThan(8000);
    const decisions = decisionsOf(kept);
    expect(decisions.map(({ decisionId }) => decisionId)).toEqual(records.map((r) => r.decisionId));
    expect(decisions.map(({ disposition }) => disposition)).toEqual(
      records.map((r) => r.disposition),
    );
  });
});
