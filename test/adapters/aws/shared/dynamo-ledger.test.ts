import fc from '../../../support/properties.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDynamoLedgerReader,
  LedgerQueryError,
} from '../../../../lambdas/adapters/aws/shared/dynamo-ledger-reader.ts';
import {
  createDynamoLedger,
  LedgerRecordError,
} from '../../../../lambdas/adapters/aws/shared/dynamo-ledger.ts';
import { queryPage } from '../../../../lambdas/adapters/aws/shared/dynamo-table.ts';
import { shardOf } from '../../../../lambdas/adapters/aws/shared/shard.ts';
import { LEDGER_SHARDS } from '../../../../lambdas/adapters/aws/shared/table-definitions.ts';
import { StoredItemError } from '../../../../lambdas/adapters/aws/shared/service-error.ts';
import { canonicalJson } from '../../../../lambdas/core/record/canonical.ts';
import type { DecisionRecord } from '../../../../lambdas/core/record/decision-record.ts';
import type { LedgerRecord } from '../../../../lambdas/core/record/ledger-record.ts';
import type { DecisionQuery } from '../../../../lambdas/ports/ledger.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId, sampleDecision, stoppedClock } from '../samples.ts';

const NOW = '2026-03-20T12:00:00.000Z';
const DAY = 24 * 60 * 60 * 1000;

describe('the ledger in DynamoDB', () => {
  let running: Running;
  const clock = stoppedClock(NOW);
  const ledger = () => createDynamoLedger({ ...onTable(running, 'decisions'), clock });
  const list = (query: Partial<DecisionQuery> = {}) =>
    createDynamoLedgerReader({
      ...onTable(running, 'decisions'),
      clock: stoppedClock(NOW),
    }).list({ limit: 1000, ...query });
  const itemsOf = async (minuteShard: string) => {
    const { dynamodb, table } = onTable(running, 'decisions');
    const { items } = await queryPage(dynamodb, {
      TableName: table,
      KeyConditionExpression: 'minuteShard = :key',
      ExpressionAttributeValues: { ':key': minuteShard },
      ConsistentRead: true,
    });
    return items;
  };
  const ids = (records: readonly DecisionRecord[]) => records.map((one) => one.decisionId);
  /** 200 decisions, one every 3 h 7 min back from NOW: 26 days, all shards. Newest first. */
  const seeded: DecisionRecord[] = [];

  beforeAll(async () => {
    running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
    for (let i = 1; i <= 200; i += 1) {
      seeded.push(
        sampleDecision({
          decidedAt: new Date(Date.parse(NOW) - i * 187 * 60_000).toISOString(),
          lane: i % 2 === 0 ? 'marketing' : 'clinical',
          direction: i % 3 === 0 ? 'outbound' : 'inbound',
          disposition: i % 5 === 0 ? 'block' : 'encrypted',
        }),
      );
    }
    await Promise.all(seeded.map((record) => ledger().append(record)));
  });
  afterAll(() => running.close());

  it('reads back exactly what was appended, newest first, over many days and shards', async () => {
    expect(await list()).toEqual(seeded);
  });

  it('keeps the first of two records with one id and time', async () => {
    const record = sampleDecision({ decidedAt: '2025-01-01T00:00:00.000Z' });
    expect(await ledger().append(record)).toBe('appended');
    expect(await ledger().append({ ...record, says: 'Something else.' })).toBe('exists');
    const at = { since: '2025-01-01T00:00:00Z', until: '2025-01-01T00:00:01Z' };
    expect(await list(at)).toEqual([record]);
  });

  it('finds what shadow mode let pass, and only that', async () => {
    const decidedAt = '2021-01-01T00:00:00.000Z';
    const shadow = { enforced: 'as_is', since: '2020-12-01T00:00:00Z' } as const;
    const passed = { ...sampleDecision({ decidedAt }), shadow };
    await ledger().append(passed);
    await ledger().append(sampleDecision({ decidedAt }));
    const at = { since: '2021-01-01', until: '2021-01-02' };
    expect(await list({ ...at, shadow: 'true' })).toEqual([passed]);
  });

  it('stops at the limit', async () => {
    expect(ids(await list({ limit: 1 }))).toEqual(ids(seeded.slice(0, 1)));
    expect(ids(await list({ limit: 37 }))).toEqual(ids(seeded.slice(0, 37)));
  });

  it('includes since and excludes until, to the millisecond', async () => {
    const since = seeded[20]!.decidedAt;
    const until = seeded[10]!.decidedAt;
    expect(ids(await list({ since, until }))).toEqual(ids(seeded.slice(11, 21)));
    expect(await list({ since: until, until })).toEqual([]);
  });

  it('gives what a filter over all records would give, for any query', async () => {
    const offset = fc.integer({ min: 0, max: 29 * DAY });
    const maybe = <T>(values: readonly T[]) =>
      fc.option(fc.constantFrom(...values), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          limit: fc.integer({ min: 1, max: 250 }),
          from: offset,
          length: fc.integer({ min: 0, max: 10 * DAY }),
          lane: maybe(['marketing', 'clinical'] as const),
          direction: maybe(['inbound', 'outbound'] as const),
          disposition: maybe(['block', 'encrypted', 'portal'] as const),
          messageId: maybe([undefined, seeded[5]!.messageId]),
        }),
        async ({ limit, from, length, ...filters }) => {
          const until = new Date(Date.parse(NOW) - from).toISOString();
          const since = new Date(Date.parse(until) - length).toISOString();
          const set = Object.fromEntries(
            Object.entries(filters).filter(([, value]) => value !== undefined),
          ) as Partial<DecisionQuery>;
          const expected = seeded.filter(
            (record) =>
              record.decidedAt >= since &&
              record.decidedAt < until &&
              Object.entries(set).every(
                ([name, value]) => record[name as keyof DecisionRecord] === value,
              ),
          );
          expect(ids(await list({ limit, since, until, ...set }))).toEqual(
            ids(expected.slice(0, limit)),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it('reads on over pages within one shard and one day', async () => {
    const day = '2024-05-05';
    // All in one shard, so that it takes three pages.
    const many: DecisionRecord[] = [];
    for (let second = 86_000; many.length < 450; second -= 1) {
      const decidedAt = new Date(Date.parse(day) + second * 1000).toISOString();
      const record = sampleDecision({ decidedAt });
      if (shardOf(record.decisionId, LEDGER_SHARDS) === '3') many.push(record);
    }
    for (let at = 0; at < many.length; at += 50) {
      await Promise.all(many.slice(at, at + 50).map((record) => ledger().append(record)));
    }
    const until = '2024-05-06T00:00:00Z';
    expect(ids(await list({ since: day, until, limit: 440 }))).toEqual(ids(many.slice(0, 440)));
    // The one that a filter lets through is the last on the last page of its shard.
    const last = many.at(-1)!;
    expect(await list({ since: day, until, messageId: last.messageId })).toEqual([last]);
  });

  it('does not see what is older than thirty days unless asked, and a year at most', async () => {
    const old = sampleDecision({ decidedAt: '2025-09-01T00:00:00.000Z' });
    await ledger().append(old);
    expect(ids(await list())).not.toContain(old.decisionId);
    expect(ids(await list({ since: '2025-08-31T00:00:00Z' }))).toContain(old.decisionId);
    await expect(list({ since: '2025-03-01T00:00:00Z' })).rejects.toThrow(LedgerQueryError);
  });

  it.each([
    { limit: 0 },
    { limit: 1002 },
    { limit: 1.5 },
    { since: 'yesterday' },
    { until: 'Jane Roe' },
    { since: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' },
  ])('refuses the query %o without repeating it', async (query) => {
    const error: unknown = await list(query).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LedgerQueryError);
    expect((error as Error).message).not.toMatch(/Jane|yesterday/);
  });

  it('refuses a time that would not sort', async () => {
    for (const decidedAt of ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000+02:00', 'now']) {
      await expect(ledger().append(sampleDecision({ decidedAt }))).rejects.toThrow(
        LedgerRecordError,
      );
    }
  });

  it('lists decisions alone, whatever else it keeps', async () => {
    const change: LedgerRecord = {
      kind: 'change',
      recordId: freshId('chg'),
      recordedAt: '2022-06-01T00:00:00.000Z',
      subject: { kind: 'vendor', id: 'clinical-system' },
      version: 2,
      action: 'changed',
      changed: ['baa'],
      by: 'ok_officer01',
      why: 'The agreement was renewed.',
    };
    const decision = sampleDecision({ decidedAt: '2022-06-01T00:00:01.000Z' });
    expect(await ledger().append(change)).toBe('appended');
    expect(await ledger().append(change)).toBe('exists');
    await ledger().append(decision);
    expect(await list({ since: '2022-06-01', until: '2022-06-02' })).toEqual([decision]);
  });

  it('keeps the canonical text of a record', async () => {
    const decidedAt = '2022-07-01T00:00:00.000Z';
    const record = sampleDecision({ decidedAt });
    await ledger().append(record);
    const shard = shardOf(record.decisionId, LEDGER_SHARDS);
    const [item] = await itemsOf(`2022-07-01T00:00#${shard}`);
    expect(item?.['record']).toBe(canonicalJson(record));
  });

  describe('when a record is late', () => {
    const START = '2022-08-01T10:00:20.000Z';
    const writeAt = async (time: string, decidedAt = START) => {
      const record = sampleDecision({ decidedAt });
      const late = stoppedClock(time);
      const options = { ...onTable(running, 'decisions'), clock: late };
      const append = () => createDynamoLedger(options).append(record);
      const outcome = await append();
      const noticesOf = async (minute: string) =>
        (await itemsOf(`${minute}#late`)).map((item) => item['timeAndId']);
      return { outcome, append, noticesOf, key: `${decidedAt}#${record.decisionId}` };
    };

    it.each([
      ['2022-08-01T10:00:20.500Z', 'within its minute'],
      ['2022-08-01T10:01:30.000Z', 'half a minute after it'],
    ])('leaves no notice at %s, %s', async (time) => {
      const { outcome, noticesOf } = await writeAt(time);
      expect(outcome).toBe('appended');
      expect(await noticesOf('2022-08-01T10:00')).toEqual([]);
      expect(await noticesOf('2022-08-01T10:01')).toEqual([]);
    });

    it('leaves a notice in the minute that is open when it is durable', async () => {
      const { noticesOf, key, append } = await writeAt('2022-08-01T10:01:30.001Z');
      expect(await noticesOf('2022-08-01T10:01')).toEqual([key]);
      expect(await append()).toBe('exists');
      expect(await noticesOf('2022-08-01T10:01')).toEqual([key]);
    });

    it('leaves a notice for a record that is there already, whose writer may have died', async () => {
      const record = sampleDecision({ decidedAt: START });
      const at = (time: string) =>
        createDynamoLedger({ ...onTable(running, 'decisions'), clock: stoppedClock(time) });
      expect(await at(START).append(record)).toBe('appended');
      expect(await at('2022-08-01T12:00:00.000Z').append(record)).toBe('exists');
      const [notice] = await itemsOf(`2022-08-01T12:00#late`);
      expect(notice?.['timeAndId']).toBe(`${START}#${record.decisionId}`);
    });

    it('leaves another notice when the first was itself too late', async () => {
      const times = ['2022-08-01T10:03:00.000Z', '2022-08-01T10:06:00.000Z'];
      const record = sampleDecision({ decidedAt: START });
      const hurried = {
        monotonic: () => 0,
        now: () => new Date(times.shift() ?? '2022-08-01T10:06:01Z'),
      };
      await createDynamoLedger({ ...onTable(running, 'decisions'), clock: hurried }).append(record);
      expect(await itemsOf(`2022-08-01T10:03#late`)).toHaveLength(1);
      expect(await itemsOf(`2022-08-01T10:06#late`)).toHaveLength(1);
    });
  });

  it('leaves out a member that it does not know', async () => {
    const record = sampleDecision({ decidedAt: '2023-06-01T00:00:00.000Z' });
    const withMore = { ...record, later: 'Jane Roe' };
    await ledger().append(withMore);
    expect(await list({ until: '2023-06-02T00:00:00Z' })).toEqual([record]);
  });

  it('refuses a malformed record rather than leaving it out', async () => {
    const { dynamodb, table } = onTable(running, 'decisions');
    const decidedAt = '2023-01-01T00:00:00.000Z';
    await dynamodb.send(
      new PutCommand({
        TableName: table,
        Item: {
          minuteShard: '2023-01-01T00:00#0',
          dayShard: '2023-01-01#0',
          timeAndId: `${decidedAt}#x`,
          record: JSON.stringify({ ...sampleDecision({ decidedAt }), lane: 'Jane Roe' }),
        },
      }),
    );
    const error: unknown = await list({ until: '2023-01-02T00:00:00Z' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StoredItemError);
    expect((error as Error).message).not.toContain('Jane');
  });
});
