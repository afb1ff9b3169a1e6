import { OPEN_SHARDS } from './table-definitions.ts';
import { queryPage, type Item, type TableOptions } from './dynamo-table.ts';
import { shardOf } from './shard.ts';

/**
 * The sparse index `open`: an item is in it while it has these two attributes, and so while it is
 * unfinished. `since` is the time from which a sweeper may look at it.
 */
export function openAttributes(id: string, since: string): Item {
  return { openShard: shardOf(id, OPEN_SHARDS), openSince: since };
}

/** What goes when an item is finished, to take it out of the index. */
export const OPEN_ATTRIBUTES = ['openShard', 'openSince'] as const;

/** End of an update expression that takes a finished item out of the index. */
export const REMOVE_FROM_OPEN = `REMOVE ${OPEN_ATTRIBUTES.join(', ')}`;

/**
 * Ids of items in the index since before `before`, oldest first. The index follows the table
 * with a delay (milliseconds, as a rule), so an id may be of an item that has just been finished.
 */
export async function listOpen(
  options: TableOptions,
  key: string,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  return (await listOpenSince(options, key, before, limit)).map(({ id }) => id);
}

/** The same with the time from which each is in the index (ISO 8601). */
export async function listOpenSince(
  { dynamodb, table }: TableOptions,
  key: string,
  before: Date,
  limit: number,
): Promise<readonly { readonly id: string; readonly since: string }[]> {
  if (limit < 1) return [];
  const shards = Array.from({ length: OPEN_SHARDS }, (_, shard) => String(shard));
  const found = await Promise.all(
    shards.map(async (shard) => {
      const items: Item[] = [];
      let start: Item | undefined;
      do {
        const page = await queryPage(dynamodb, {
          TableName: table,
          IndexName: 'open',
          KeyConditionExpression: 'openShard = :shard AND openSince < :before',
          ExpressionAttributeValues: { ':shard': shard, ':before': before.toISOString() },
          Limit: limit - items.length,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        });
        items.push(...page.items);
        start = page.next;
      } while (start !== undefined && items.length < limit);
      return items;
    }),
  );
  return found
    .flat()
    .map((item) => ({ id: String(item[key]), since: String(item['openSince']) }))
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
    .slice(0, limit);
}
