import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '../../../lambdas/adapters/aws/shared/table-definitions.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Looks into the running gateway's tables, over the wire. */
export interface Tables {
  items(table: TableName): Promise<readonly Item[]>;
  /** Items that are not finished yet: those in the sparse index. */
  unfinished(): Promise<number>;
  /** What they wait for: a line each, of the table's name, states, times and codes alone. */
  waiting(): Promise<readonly string[]>;
  destroy(): void;
}

const WITH_OPEN_INDEX = ['messages', 'outbox-clinical', 'outbox-marketing'] as const;

export function openTables(dynamodbUrl: string): Tables {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: dynamodbUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  const scan = async (table: TableName, index?: string): Promise<Item[]> => {
    const found: Item[] = [];
    const input = {
      TableName: `cordon-${table}`,
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    };
    for await (const page of paginateScan({ client }, input)) found.push(...(page.Items ?? []));
    return found;
  };
  return {
    items: (table) => scan(table),
    unfinished: async () => {
      const open = await Promise.all(WITH_OPEN_INDEX.map((table) => scan(table, 'open')));
      return open.flat().length;
    },
    waiting: async () => {
      const lists = await Promise.all(
        WITH_OPEN_INDEX.map(async (table) =>
          (await scan(table))
            .filter((item) => 'openShard' in item)
            .map((item) => told(table, item)),
        ),
      );
      return lists.flat();
    },
    destroy: () => {
      client.destroy();
    },
  };
}

const TOLD = ['state', 'attempts', 'failure', 'dueAt', 'sendAt', 'beganAt', 'lease', 'openSince'];

function told(table: TableName, item: Item): string {
  const parts = TOLD.filter((name) => name in item).map(
    (name) => `${name} ${JSON.stringify(item[name])}`,
  );
  return `${table}: ${parts.join(', ')}`;
}

/**
 * Waits until nothing is unfinished.
 *
 * @param scheduled how many wait for a time that does not come
 * @throws when that takes longer than `patience` milliseconds
 */
export async function waitUntilDrained(
  tables: Tables,
  patience = 60_000,
  scheduled = 0,
): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    const unfinished = await tables.unfinished();
    if (unfinished === scheduled) return;
    if (Date.now() > until) {
      const lines = [`${String(unfinished)} items are still unfinished`, new Date().toISOString()];
      throw new Error([...lines, ...(await tables.waiting()).slice(0, 20)].join('\n'));
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}
