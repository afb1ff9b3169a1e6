import type { RecordFinder } from '../../../ports/seals.ts';
import { findStoredRecord } from './dynamo-minute-reader.ts';
import { dayKey, SHARDS } from './ledger-keys.ts';
import { queryPage, type Item, type TableOptions } from './dynamo-table.ts';

const LATE = '#late';
const DAY_MS = 24 * 60 * 60 * 1000;

/** Finds single records of the `decisions` table, by its indexes, which follow it with a short delay. */
export function createDynamoRecordFinder(options: TableOptions): RecordFinder {
  return {
    async places(id) {
      const keys: string[] = [];
      const lateMinutes: string[] = [];
      for await (const item of byIndex(options, 'by-id', 'recordId = :value', { ':value': id })) {
        const partition = String(item['minuteShard']);
        if (partition.endsWith(LATE)) lateMinutes.push(partition.slice(0, -LATE.length));
        else keys.push(String(item['timeAndId']));
      }
      return { keys, lateMinutes: lateMinutes.sort() };
    },
    record: (key) => findStoredRecord(options, key),
    async keysBetween(from, to) {
      const partitions = daysOf(from, to).flatMap((day) =>
        SHARDS.flatMap((shard) => [dayKey(day, 'decision', shard), dayKey(day, 'change', shard)]),
      );
      const found = await Promise.all(
        partitions.map(async (partition) => {
          const keys: string[] = [];
          const condition = 'dayShard = :value AND timeAndId BETWEEN :from AND :to';
          const values = { ':value': partition, ':from': from, ':to': to };
          for await (const item of byIndex(options, 'by-day', condition, values)) {
            keys.push(String(item['timeAndId']));
          }
          return keys;
        }),
      );
      return found.flat();
    },
    async *keysOfPerson(person, from, to) {
      const condition = 'person = :value AND timeAndId BETWEEN :from AND :to';
      const values = { ':value': person, ':from': from, ':to': to };
      for await (const item of byIndex(options, 'by-person', condition, values)) {
        yield String(item['timeAndId']);
      }
    },
  };
}

/** `YYYY-MM-DD`, of each day that the time touches. */
function daysOf(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = Date.parse(from.slice(0, 10)); day < Date.parse(to); day += DAY_MS) {
    days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}

async function* byIndex(
  { dynamodb, table }: TableOptions,
  index: 'by-day' | 'by-id' | 'by-person',
  condition: string,
  values: Readonly<Record<string, string>>,
): AsyncGenerator<Item, void> {
  let start: Item | undefined;
  do {
    const page = await queryPage(dynamodb, {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    yield* page.items;
    start = page.next;
  } while (start !== undefined);
}
