import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { createBatcher } from './batcher.ts';
import { openTable, type Item, type TableOptions } from './dynamo-table.ts';
import { callService, ServiceError } from './service-error.ts';

/** DynamoDB's own limit on one call. */
const MOST = 100;
const AT_ONCE = 4;
/** What a busy partition leaves over is asked for again, after a pause that doubles. */
const MAX_TRIES = 6;
const PAUSE_MS = 20;

/**
 * Items by their key, strongly consistent, those that are asked for together in few calls: a thousand recipients are
 * some dozen reads, not thousands.
 *
 * @throws ServiceError
 */
export function createBatchedItems(
  { dynamodb, table }: TableOptions,
  key: string,
): (id: string) => Promise<Item | undefined> {
  const single = openTable({ dynamodb, table }, key);

  async function read(ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    let keys: Record<string, unknown>[] = ids.map((id) => ({ [key]: id }));
    for (let tries = 0; keys.length > 0; tries += 1) {
      if (tries === MAX_TRIES) throw new ServiceError('dynamodb', 'BatchGetItem', 'Unprocessed');
      if (tries > 0) await setTimeout(PAUSE_MS * 2 ** tries);
      const command = new BatchGetCommand({
        RequestItems: { [table]: { Keys: keys, ConsistentRead: true } },
      });
      const answer = await callService('dynamodb', 'BatchGetItem', () => dynamodb.send(command));
      for (const item of answer.Responses?.[table] ?? []) found.set(String(item[key]), item);
      keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return found;
  }

  return createBatcher<string, Item | undefined>({
    most: MOST,
    atOnce: AT_ONCE,
    async ask(ids) {
      const [only] = ids;
      if (ids.length === 1 && only !== undefined) return [await single.get(only)];
      const found = await read([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    },
  });
}
