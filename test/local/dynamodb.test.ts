import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TABLE_DEFINITIONS } from '../../lambdas/adapters/aws/shared/table-definitions.ts';
import { DataFolderError } from '../../local/data-folder-error.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { ensureTables } from '../../local/ensure-tables.ts';
import type { Endpoint } from '../../local/loopback-server.ts';
import { startChild } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Level {
  _get(...values: unknown[]): Promise<unknown>;
  _batch(...values: unknown[]): Promise<void>;
}

const running: Endpoint[] = [];

async function start(folder: string): Promise<{ client: DynamoDBClient; endpoint: Endpoint }> {
  const endpoint = await startDynamoDb({ folder });
  running.push(endpoint);
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return { client, endpoint };
}

async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((endpoint) => endpoint.close()));
}

afterEach(stopAll);

async function openEntries(client: DynamoDBClient): Promise<Record<string, unknown>[]> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'test-messages',
      IndexName: 'open',
      KeyConditionExpression: 'openShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: '0' } },
    }),
  );
  return Items ?? [];
}

describe('the tables', () => {
  it('are created once, with their index, and found again by a second start', async () => {
    const folder = await temporaryFolder();
    const first = await start(folder);
    await ensureTables(first.client, 'test');
    await first.client.send(
      new PutItemCommand({
        TableName: 'test-registry',
        Item: { pk: { S: 'source#a' }, n: { N: '1' } },
      }),
    );
    await stopAll();

    const { client } = await start(folder);
    await ensureTables(client, 'test');
    await ensureTables(client, 'test');
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames?.sort()).toEqual(TABLE_DEFINITIONS.map(({ name }) => `test-${name}`).sort());
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'test-decisions' }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual([
      'by-day',
      'by-id',
      'by-person',
    ]);
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'test-registry', Key: { pk: { S: 'source#a' } } }),
    );
    expect(Item).toEqual({ pk: { S: 'source#a' }, n: { N: '1' } });
  });

  it('become usable when the process that created them was killed at once', async () => {
    const folder = await temporaryFolder();
    // The first write says that a table is being created; a second would say that it is active.
    const child = startChild('killed-writer', [folder, 'tables', '1']);
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });

    const again = await start(folder);
    await ensureTables(again.client, 'test');
    for (const { name } of TABLE_DEFINITIONS) {
      const { Table } = await again.client.send(
        new DescribeTableCommand({ TableName: `test-${name}` }),
      );
      expect(Table?.TableStatus).toBe('ACTIVE');
    }
  });
});

describe('a killed process', () => {
  it('loses no item whose put was answered', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const answered: string[] = [];
    for (const run of ['a', 'b', 'c']) {
      const child = startChild('putting-writer', [folder, run]);
      await child.line(new RegExp(`^${run}-4\\d$`));
      child.process.kill('SIGKILL');
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
      answered.push(...child.lines);
    }
    const { client } = await start(folder);
    for (let from = 0; from < answered.length; from += 100) {
      const Keys = answered.slice(from, from + 100).map((id) => ({ recordId: { S: id } }));
      const { Responses } = await client.send(
        new BatchGetItemCommand({
          RequestItems: { 'test-vault': { Keys, ProjectionExpression: 'recordId' } },
        }),
      );
      expect(Responses?.['test-vault']).toHaveLength(Keys.length);
    }
    expect(answered.length).toBeGreaterThan(120);
  });

  it('never leaves an item that its index does not show', { timeout: 60_000 }, async () => {
    const seen: string[] = [];
    for (const writes of [1, 2, 3]) {
      const folder = await temporaryFolder();
      const child = startChild('killed-writer', [folder, 'item', String(writes)]);
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });

      const { client } = await start(folder);
      const { Item } = await client.send(
        new GetItemCommand({ TableName: 'test-messages', Key: { key: { S: 'k' } } }),
      );
      const entries = await openEntries(client);
      expect(entries).toEqual(Item?.['openShard'] ? [Item] : []);
      seen.push(Item?.['openSince']?.S ?? 'closed');
      await stopAll();
    }
    // Each transition is one write, so that the three kills show its three states.
    expect(seen).toEqual(['first', 'second', 'closed']);
  });
});

describe('a data folder that cannot be used', () => {
  it('is refused while another process holds the database', async () => {
    const folder = await temporaryFolder();
    await start(folder);
    await expect(start(folder)).rejects.toThrow(
      new DataFolderError(`Another Cordon is using the database in ${folder}.`),
    );
  });

  it('is refused when the database is damaged', async () => {
    const folder = await temporaryFolder();
    await start(folder);
    await stopAll();
    const manifest = (await readdir(folder)).find((name) => name.startsWith('MANIFEST'));
    await writeFile(join(folder, manifest ?? ''), 'not a manifest');
    await writeFile(join(folder, 'CURRENT'), 'neither\n');
    await expect(start(folder)).rejects.toThrow(
      new DataFolderError(
        `The database in ${folder} is damaged; restore the data folder from a backup or choose a new one.`,
      ),
    );
  });

  it('is refused when a file is in its place', async () => {
    const folder = join(await temporaryFolder(), 'database');
    await writeFile(folder, 'a file');
    await expect(start(folder)).rejects.toThrow(DataFolderError);
  });
});

describe('the endpoint', () => {
  it('answers 500 when the disk fails, and goes on', async () => {
    const { client } = await start(await temporaryFolder());
    await ensureTables(client, 'test');
    const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
    const fromLevel = createRequire(fromDynalite.resolve('level'));
    const { ClassicLevel } = fromLevel('classic-level') as { ClassicLevel: { prototype: Level } };
    const get = new GetItemCommand({ TableName: 'test-vault', Key: { recordId: { S: 'r' } } });
    const put = new PutItemCommand({ TableName: 'test-vault', Item: { recordId: { S: 'r' } } });
    for (const method of ['_batch', '_get'] as const) {
      const broken = vi.spyOn(ClassicLevel.prototype, method);
      broken.mockRejectedValue(new Error('IO error: canary'));
      const sent = method === '_batch' ? client.send(put) : client.send(get);
      const error: unknown = await sent.catch((e: unknown) => e);
      broken.mockRestore();
      expect(error).toMatchObject({
        name: 'InternalServerError',
        $metadata: { httpStatusCode: 500 },
      });
      expect(String(error)).not.toContain('canary');
    }
    await client.send(put);
    await expect(client.send(get)).resolves.toMatchObject({ Item: { recordId: { S: 'r' } } });
  });

  it('refuses web pages and foreign names, which a browser could be tricked into', async () => {
    const { endpoint } = await start(await temporaryFolder());
    const page = await fetch(endpoint.url, { headers: { origin: 'https://example.org' } });
    expect(page.status).toBe(403);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers 413 to a body over the limit', async () => {
    const { endpoint } = await start(await temporaryFolder());
    const response = await fetch(endpoint.url, {
      method: 'POST',
      body: Buffer.alloc(17 * 1024 * 1024),
    }).then(
      ({ status }) => status,
      // The server may end the connection before the client has sent everything.
      () => 'cut',
    );
    expect([413, 'cut']).toContain(response);
  });

  it('goes on after a client that left in the middle of a request', async () => {
    const { client, endpoint } = await start(await temporaryFolder());
    const socket = connect(Number(new URL(endpoint.url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{"Table');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(client.send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: [] });
  });

  it('closes quickly with requests under way, and twice', async () => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    const { client, endpoint } = await start(folder);
    await ensureTables(client, 'test');
    const puts = Array.from({ length: 200 }, (_, number) =>
      client
        .send(
          new PutItemCommand({
            TableName: 'test-vault',
            Item: { recordId: { S: String(number) }, bytes: { B: Buffer.alloc(1000) } },
          }),
        )
        .then(
          () => number,
          () => undefined,
        ),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    const began = Date.now();
    await Promise.all([endpoint.close(), endpoint.close()]);
    expect(Date.now() - began).toBeLessThan(4000);
    client.destroy();
    await Promise.all(puts);
  });
});
