import type { MinuteReader, StoredRecord } from '../../../ports/seals.ts';
import { queryPage, type Item, type TableOptions } from './dynamo-table.ts';
import { dayKey, lateDayKey, lateKey, minuteOf, recordsKey, SHARDS } from './ledger-keys.ts';
import { mergeSorted } from './merge-sorted.ts';
import { StoredItemError } from './service-error.ts';
import { shardOf } from './shard.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

export interface MinuteReaderOptions extends TableOptions {
  /**
   * Whether an index holds what the table does at any moment. So it is in the embedded runtime, which may thus pass
   * over the days it was not running; DynamoDB's indexes follow after a time that nobody promises.
   */
  readonly indexIsCurrent: boolean;
  /**
   * Passes over a late record that is gone, disposed of or not: who exports has a leaf for it, by which whoever verifies
   * sees it. Otherwise it is an error, because no minute may be sealed without it.
   */
  readonly passesOverGone?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const OLDEST_DAYS = 31;
/** Late records that are read side by side. */
const LATE_AT_ONCE = 50;
/** A key value may not be empty; every time sorts after a space. */
const BEFORE_ALL = ' ';

/**
 * Reads closed minutes of the `decisions` table, strongly consistent: what a writer has been told is durable is
 * there. Holds one page of each shard at a time, however many records the minute has.
 */
export function createDynamoMinuteReader(options: MinuteReaderOptions): MinuteReader {
  return {
    async *records(minute, after = BEFORE_ALL) {
      const own = SHARDS.map((shard) => partition(options, recordsKey(minute, shard), after));
      yield* mergeSorted([...own, lateRecords(options, minute, after)], ({ key }) => key);
    },
    async quietUntil(minute) {
      const start = `${minute}:00.000Z`;
      if (!options.indexIsCurrent) return start;
      const day = start.slice(0, 'YYYY-MM-DD'.length);
      // A notice sorts by the time of its record; which minute it is in has to be looked up.
      if ((await firstOf(options, lateDayKey(day), BEFORE_ALL)) !== undefined) return start;
      const first = await firstKey(options, day, start);
      return first === undefined
        ? new Date(Date.parse(day) + DAY_MS).toISOString()
        : `${minuteOf(first)}:00.000Z`;
    },
    async oldestMinute(now) {
      for (let day = now.getTime() - OLDEST_DAYS * DAY_MS; day <= now.getTime(); day += DAY_MS) {
        const name = new Date(day).toISOString().slice(0, 'YYYY-MM-DD'.length);
        const oldest = await firstKey(options, name, BEFORE_ALL);
        if (oldest !== undefined) return minuteOf(oldest);
      }
      return undefined;
    },
  };
}

/** The next page is asked for while the last one is worked on. */
async function* partition(
  { dynamodb, table }: TableOptions,
  minuteShard: string,
  after: string,
): AsyncGenerator<StoredRecord, void> {
  const ask = (start?: Item) => {
    const page = queryPage(dynamodb, {
      TableName: table,
      KeyConditionExpression: 'minuteShard = :key AND timeAndId > :after',
      ExpressionAttributeValues: { ':key': minuteShard, ':after': after },
      ProjectionExpression: 'timeAndId, #record',
      ExpressionAttributeNames: { '#record': 'record' },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    // Nobody waits for it yet; whoever does is told.
    page.catch(() => undefined);
    return page;
  };
  let pending: ReturnType<typeof ask> | undefined = ask();
  while (pending !== undefined) {
    const page: Awaited<ReturnType<typeof ask>> = await pending;
    pending = page.next === undefined ? undefined : ask(page.next);
    yield* page.items.map(storedRecord);
  }
}

/** Records that were noticed in a minute as late, read from the minutes they belong to. */
async function* lateRecords(
  { dynamodb, table, passesOverGone = false }: MinuteReaderOptions,
  minute: string,
  after: string,
): AsyncGenerator<StoredRecord, void> {
  let start: Item | undefined;
  do {
    const page = await queryPage(dynamodb, {
      TableName: table,
      KeyConditionExpression: 'minuteShard = :key AND timeAndId > :after',
      ExpressionAttributeValues: { ':key': lateKey(minute), ':after': after },
      ConsistentRead: true,
      Limit: LATE_AT_ONCE,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const found = page.items.map(async (item) => {
      const record = await findStoredRecord({ dynamodb, table }, String(item['timeAndId']));
      if (record === undefined && !passesOverGone) {
        throw new StoredItemError('a late record is missing');
      }
      return record ?? [];
    });
    yield* (await Promise.all(found)).flat();
    start = page.next;
  } while (start !== undefined);
}

/** @param key `TIME#ID`. @throws StoredItemError when the record is malformed */
export async function findStoredRecord(
  { dynamodb, table }: TableOptions,
  key: string,
): Promise<StoredRecord | undefined> {
  const shard = shardOf(key.slice(key.indexOf('#') + 1), LEDGER_SHARDS);
  const { items } = await queryPage(dynamodb, {
    TableName: table,
    KeyConditionExpression: 'minuteShard = :minute AND timeAndId = :key',
    ExpressionAttributeValues: { ':minute': recordsKey(minuteOf(key), shard), ':key': key },
    ConsistentRead: true,
  });
  const [item] = items;
  return item === undefined ? undefined : storedRecord(item);
}

/** @throws StoredItemError */
function storedRecord(item: Item): StoredRecord {
  const { timeAndId: key, record: text } = item;
  if (typeof key !== 'string' || typeof text !== 'string') {
    throw new StoredItemError('a stored record is malformed');
  }
  return { key, text };
}

/** The first key of a day from `since` on, by the index. */
async function firstKey(
  options: TableOptions,
  day: string,
  since: string,
): Promise<string | undefined> {
  const partitions = SHARDS.flatMap((shard) => [
    dayKey(day, 'decision', shard),
    dayKey(day, 'change', shard),
  ]);
  const firsts = await Promise.all(partitions.map((key) => firstOf(options, key, since)));
  return firsts.filter((key) => key !== undefined).sort()[0];
}

async function firstOf(
  { dynamodb, table }: TableOptions,
  dayShard: string,
  since: string,
): Promise<string | undefined> {
  const { items } = await queryPage(dynamodb, {
    TableName: table,
    IndexName: 'by-day',
    KeyConditionExpression: 'dayShard = :key AND timeAndId > :since',
    ExpressionAttributeValues: { ':key': dayShard, ':since': since },
    Limit: 1,
  });
  const key = items[0]?.['timeAndId'];
  return typeof key === 'string' ? key : undefined;
}
