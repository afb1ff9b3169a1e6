import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../local/dynamodb.ts';
import { ensureTables, tableName } from '../local/ensure-tables.ts';
import { startKms } from '../local/kms.ts';
import { startS3 } from '../local/s3.ts';

/**
 * The services under the ledger's benchmark, in a process of their own as in AWS, and a plain table without indexes
 * beside the ledger's.
 *
 * Prints one line when it is ready: `{"dynamodb", "s3", "kms", "keyArn", "decisions", "plain"}`.
 */

const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-ledger-'));
for (const name of ['dynamodb', 's3', 'kms']) await mkdir(join(folder, name));
const ALIAS = 'alias/bench-ledger';
const PLAIN = 'plain';
const dynamodb = await startDynamoDb({ folder: join(folder, 'dynamodb') });
const s3 = await startS3({ folder: join(folder, 's3') });
const kms = await startKms({ folder: join(folder, 'kms'), aliases: [], signAliases: [ALIAS] });
const client = new DynamoDBClient({
  endpoint: dynamodb.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
await ensureTables(client, 'bench');
await client.send(
  new CreateTableCommand({
    TableName: PLAIN,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
client.destroy();
console.log(
  JSON.stringify({
    dynamodb: dynamodb.url,
    s3: s3.url,
    kms: kms.url,
    keyArn: kms.keyArns.get(ALIAS),
    decisions: tableName('bench', 'decisions'),
    plain: PLAIN,
  }),
);

process.once('SIGINT', () => {
  void Promise.all([dynamodb.close(), s3.close(), kms.close()])
    .then(() => rm(folder, { recursive: true, force: true }))
    .then(() => process.exit(0));
});
