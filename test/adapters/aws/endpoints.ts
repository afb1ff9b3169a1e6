import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AwsService,
  ClientConfig,
} from '../../../lambdas/adapters/aws/shared/client-config.ts';
import { createClients, type Clients } from '../../../lambdas/adapters/aws/shared/clients.ts';
import type { TableName } from '../../../lambdas/adapters/aws/shared/table-definitions.ts';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import { ensureTables, tableName } from '../../../local/ensure-tables.ts';

/** Something that listens on loopback. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Clients of endpoints that a test started, and how to end all of it. */
export interface Running {
  readonly clients: Clients;
  close(): Promise<void>;
}

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' };

export function configFor(endpoints: Partial<Record<AwsService, string>>): ClientConfig {
  return { region: 'us-east-1', endpoints, credentials };
}

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cordon-adapters-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A folder of its own for one service. */
export async function subfolder(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}

/** Starts services, each in a folder of its own, and makes clients for them. */
export async function run<S extends Partial<Record<AwsService, Listening>>>(
  start: (folder: string) => Promise<S>,
): Promise<Running & { readonly services: S }> {
  const folder = await temporaryFolder();
  const services = await start(folder.path);
  const listening = Object.entries(services) as [AwsService, Listening][];
  const clients = createClients(
    configFor(Object.fromEntries(listening.map(([name, { url }]) => [name, url]))),
  );
  return {
    services,
    clients,
    async close() {
      clients.destroy();
      await Promise.all(listening.map(([, service]) => service.close()));
      await folder.remove();
    },
  };
}

export const PREFIX = 'test';

/** DynamoDB with every table, on a folder inside `folder`. */
export async function startTables(folder: string): Promise<Listening> {
  const endpoint = await startDynamoDb({ folder: await subfolder(folder, 'dynamodb') });
  const clients = createClients(configFor({ dynamodb: endpoint.url }));
  try {
    await ensureTables(clients.dynamodb, PREFIX);
  } finally {
    clients.destroy();
  }
  return endpoint;
}

/** Options for an adapter on one of the tables. */
export function onTable({ clients }: Running, name: TableName) {
  return { dynamodb: clients.dynamodb, table: tableName(PREFIX, name) };
}

interface Counted {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => unknown, context: { commandName?: string }) => unknown,
      options: { step: 'initialize'; name: string },
    ): void;
    remove(name: string): boolean;
  };
}

/** Counts the operations that a client is asked for, retries not included. */
export function countCalls(client: object) {
  const { middlewareStack } = client as Counted;
  const calls = new Map<string, number>();
  middlewareStack.add(
    (next, context) => (args: never) => {
      const name = (context.commandName ?? '').replace(/Command$/, '');
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return next(args);
    },
    { step: 'initialize', name: 'countCalls' },
  );
  return {
    count: (operation: string) => calls.get(operation) ?? 0,
    stop: () => middlewareStack.remove('countCalls'),
  };
}
