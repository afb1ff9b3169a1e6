import type { RecordFinder } from '../../../ports/seals.ts';
import { findStoredRecord } from './dynamo-minute-reader.ts';
import { queryPage, type Item, type TableOptions } from './dynamo-table.ts';

const LATE = '#late';

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
    async *keysOfPerson(person, from, to) {
      const condition = 'person = :value AND timeAndId BETWEEN :from AND :to';
      const values = { ':value': person, ':from': from, ':to': to };
      for await (const item of byIndex(options, 'by-person', condition, values)) {
        yield String(item['timeAndId']);
      }
    },
  };
}

async function* byIndex(
  { dynamodb, table }: TableOptions,
  index: 'by-id' | 'by-person',
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
