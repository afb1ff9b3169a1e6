import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  TABLE_DEFINITIONS,
  type TableDefinition,
  type TableName,
} from '../lambdas/adapters/aws/shared/table-definitions.ts';

/** Milliseconds. */
const PATIENCE = 10_000;

/** The physical name of a table. */
export function tableName(prefix: string, name: TableName): string {
  return `${prefix}-${name}`;
}

/**
 * Creates each table that does not exist yet, and returns when all can be used.
 *
 * @returns names of the tables that did not exist
 */
export async function ensureTables(client: DynamoDBClient, prefix: string): Promise<string[]> {
  const created = await Promise.all(
    TABLE_DEFINITIONS.map((table) => ensureTable(client, prefix, table)),
  );
  return created.filter((name) => name !== undefined);
}

async function ensureTable(
  client: DynamoDBClient,
  prefix: string,
  table: TableDefinition,
): Promise<string | undefined> {
  const name = tableName(prefix, table.name);
  let created: string | undefined;
  try {
    await client.send(new CreateTableCommand(createInput(name, table)));
    created = name;
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const until = Date.now() + PATIENCE;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return created;
    if (Date.now() > until) throw new Error('a table did not become active');
    await sleep(10);
  }
}

function createInput(name: string, table: TableDefinition): CreateTableCommandInput {
  const { partitionKey, sortKey, indexes = [] } = table;
  const attributes = new Set([partitionKey]);
  if (sortKey) attributes.add(sortKey);
  for (const index of indexes) attributes.add(index.partitionKey).add(index.sortKey);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((attribute) => ({
      AttributeName: attribute,
      AttributeType: 'S',
    })),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
    }),
  };
}

function keySchema(
  partitionKey: string,
  sortKey: string | undefined,
): CreateTableCommandInput['KeySchema'] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' as const }] : []),
  ];
}
