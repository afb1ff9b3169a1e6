import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { startDynamoDb } from '../local/dynamodb.ts';

/**
 * The least that a webhook receiver can do and be safe: verify the Standard Webhooks signature, store
 * the raw body durably, answer. The store is the gateway's own, dynalite, spoken to over the wire by the
 * AWS SDK; everything runs in one process, as the embedded gateway does.
 *
 * Prints one line when it is ready: `{"url", "secret"}`.
 */

const TOLERANCE_SECONDS = 300;
const TABLE = 'raw';

const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-baseline-'));
const store = await startDynamoDb({ folder });
const client = new DynamoDBClient({
  endpoint: store.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
await client.send(
  new CreateTableCommand({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
const items = DynamoDBDocumentClient.from(client);
const key = randomBytes(24);

const app = new Hono();
app.post('/webhooks/intake', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer());
  const id = c.req.header('webhook-id') ?? '';
  const timestamp = c.req.header('webhook-timestamp') ?? '';
  if (!isSigned(id, timestamp, c.req.header('webhook-signature') ?? '', body)) {
    return c.json({ error: 'signature not accepted' }, 401);
  }
  await items.send(new PutCommand({ TableName: TABLE, Item: { id, body } }));
  return c.json({ status: 'accepted' }, 202);
});

function isSigned(id: string, timestamp: string, signature: string, body: Buffer): boolean {
  if (id === '' || Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS)
    return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  const secret = `whsec_${key.toString('base64')}`;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/webhooks/intake`, secret }));
});

process.once('SIGINT', () => {
  server.close();
  items.destroy();
  client.destroy();
  void store
    .close()
    .then(() => rm(folder, { recursive: true, force: true }))
    .then(() => process.exit(0));
});
