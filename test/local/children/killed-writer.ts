import { createRequire } from 'node:module';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { ensureTables } from '../../../local/ensure-tables.ts';

/**
 * Creates the tables, moves one item through its life, and kills its own process right after the
 * database wrote for the given time, counted from the creation of the tables or of the item:
 * `killed-writer.ts FOLDER tables|item WRITES`.
 */
const [folder = '', from = 'item', writes = '1'] = process.argv.slice(2);

interface Level {
  _put(...values: unknown[]): Promise<void>;
  _del(...values: unknown[]): Promise<void>;
  _batch(...values: unknown[]): Promise<void>;
}

const fromHere = createRequire(import.meta.url);
const fromDynalite = createRequire(fromHere.resolve('dynalite'));
const fromLevel = createRequire(fromDynalite.resolve('level'));
const { ClassicLevel } = fromLevel('classic-level') as { ClassicLevel: { prototype: Level } };

let left = Infinity;
for (const method of ['_put', '_del', '_batch'] as const) {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to its database
  const write = ClassicLevel.prototype[method];
  ClassicLevel.prototype[method] = async function (this: Level, ...values: unknown[]) {
    await write.apply(this, values);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

const { url } = await startDynamoDb({ folder });
const client = new DynamoDBClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
if (from === 'tables') left = Number(writes);
await ensureTables(client, 'test');
if (from === 'item') left = Number(writes);

const table = { TableName: 'test-messages' };
await client.send(
  new PutItemCommand({
    ...table,
    Item: { key: { S: 'k' }, openShard: { S: '0' }, openSince: { S: 'first' } },
  }),
);
await client.send(
  new UpdateItemCommand({
    ...table,
    Key: { key: { S: 'k' } },
    UpdateExpression: 'SET openSince = :since',
    ExpressionAttributeValues: { ':since': { S: 'second' } },
  }),
);
await client.send(
  new UpdateItemCommand({
    ...table,
    Key: { key: { S: 'k' } },
    UpdateExpression: 'REMOVE openShard, openSince',
  }),
);
process.stdout.write('done\n');
process.exit(0);
