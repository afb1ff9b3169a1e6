import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { ensureTables } from '../../../local/ensure-tables.ts';

/** Puts items without end and prints the id of each one after its put was answered. */
const [folder = '', run = ''] = process.argv.slice(2);

const { url } = await startDynamoDb({ folder });
const client = new DynamoDBClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
await ensureTables(client, 'test');
for (let number = 0; ; number += 1) {
  const recordId = `${run}-${String(number)}`;
  await client.send(
    new PutItemCommand({
      TableName: 'test-vault',
      Item: { recordId: { S: recordId }, sealed: { B: Buffer.alloc(1500, number % 256) } },
    }),
  );
  process.stdout.write(`${recordId}\n`);
}
