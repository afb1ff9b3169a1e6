import type * as z from 'zod';
import type { VersionedStore } from '../../../ports/versioned-store.ts';
import { queryPage, type TableOptions } from './dynamo-table.ts';
import { madeBy, parseEntry } from './versioned-item.ts';

/** How an entry of each kind is read; a malformed one is never used. */
export type EntrySchemas<Entries extends object> = {
  readonly [K in keyof Entries & string]: z.ZodType<Entries[K]>;
};

export interface EntryListOptions<Entries extends object> extends TableOptions {
  readonly schemas: EntrySchemas<Entries>;
}

/** Lists current entries by the index `by-kind`, which follows the table within milliseconds, as a rule. */
export function createDynamoEntryList<Entries extends object>({
  dynamodb,
  table,
  schemas,
}: EntryListOptions<Entries>): VersionedStore<Entries>['list'] {
  return async (kind, { after, limit }) => {
    const page = await queryPage(dynamodb, {
      TableName: table,
      IndexName: 'by-kind',
      KeyConditionExpression:
        after === undefined ? '#kind = :kind' : '#kind = :kind AND #id > :after',
      FilterExpression: 'attribute_not_exists(removed)',
      ExpressionAttributeNames: {
        '#kind': 'kind',
        ...(after === undefined ? {} : { '#id': 'id' }),
      },
      ExpressionAttributeValues: {
        ':kind': kind,
        ...(after === undefined ? {} : { ':after': after }),
      },
      Limit: limit,
    });
    const entries = page.items.map((item) => {
      const id = String(item['id']);
      return { id, entry: parseEntry(schemas[kind], kind, id, item['entry']), ...madeBy(item) };
    });
    const last = page.next?.['id'];
    return { entries, ...(typeof last === 'string' ? { after: last } : {}) };
  };
}
