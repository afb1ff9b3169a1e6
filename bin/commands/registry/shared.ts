import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import Table from 'cli-table3';
import { Option, type Command } from 'commander';
import pc from 'picocolors';
import * as z from 'zod';
import { AdminRefusal, callAdmin, findAdminGateway, type GatewayOptions } from '../admin-client.ts';
import { CommandError, reportCommandError } from '../running-gateway.ts';

export interface SharedOptions extends GatewayOptions {
  readonly json?: boolean;
}
export interface ChangeOptions extends SharedOptions {
  readonly why: string;
}

/** Where the gateway is, and how to print. */
export function withSharedOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON')
    .option('--url <url>', 'gateway to ask; its key is read from CORDON_OFFICER_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon');
}

export function withWhy(command: Command): Command {
  const why = new Option('--why <words>', 'why: kept in the ledger, so name nobody');
  return withSharedOptions(command.addOption(why.makeOptionMandatory()));
}

/** Runs an action; what it cannot do is said in a sentence, with each field that is at fault. */
export function spoken<A extends unknown[]>(
  action: (...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      if (error instanceof AdminRefusal) {
        for (const { line, field, reason } of error.problems) {
          const where = line === undefined ? '' : `line ${String(line)}: `;
          console.error(`  ${where}${field === '' ? 'entry' : field} ${reason}`);
        }
      }
      reportCommandError(error);
    }
  };
}

/** One entry as the gateway shows it. */
export const shownSchema = z.looseObject({
  id: z.string(),
  version: z.number(),
  updatedAt: z.string(),
  updatedBy: z.string(),
  why: z.string(),
  entry: z.looseObject({}),
});
export type Shown = z.infer<typeof shownSchema>;

/** Every version of an entry, newest first, as the gateway tells them. */
export const historySchema = z.object({
  versions: z.array(
    z.looseObject({
      version: z.number(),
      action: z.string(),
      updatedAt: z.string(),
      updatedBy: z.string(),
      why: z.string(),
      changed: z.array(z.string()),
    }),
  ),
});

const pageSchema = z.object({ entries: z.array(shownSchema), after: z.string().optional() });
export const writtenSchema = z.object({ version: z.number() });

/** Every entry of a kind, page after page. */
export async function listAll(path: string, options: GatewayOptions): Promise<readonly Shown[]> {
  const gateway = await findAdminGateway(options, true);
  const entries: Shown[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '1000', ...(after === undefined ? {} : { after }) });
    const request = { method: 'GET', path: `${path}?${query.toString()}` };
    const page = await callAdmin(gateway, request, pageSchema);
    entries.push(...page.entries);
    after = page.after;
  } while (after !== undefined);
  return entries;
}

export async function showOne(path: string, id: string, options: GatewayOptions): Promise<Shown> {
  const gateway = await findAdminGateway(options, true);
  const request = { method: 'GET', path: `${path}/${encodeURIComponent(id)}` };
  return await callAdmin(gateway, request, shownSchema);
}

/** Puts an entry on the version that is expected; 0: it must be new. */
export async function putEntry(
  path: string,
  id: string,
  entry: unknown,
  expectedVersion: number,
  options: ChangeOptions,
): Promise<void> {
  const gateway = await findAdminGateway(options, false);
  const body = { entry, expectedVersion, why: options.why };
  const request = { method: 'PUT', path: `${path}/${encodeURIComponent(id)}`, body };
  const { version } = await callAdmin(gateway, request, writtenSchema);
  sayWritten(id, version, options);
}

export function sayWritten(id: string, version: number, { json }: SharedOptions): void {
  console.log(
    json === true ? JSON.stringify({ id, version }) : `${id} is at version ${String(version)}.`,
  );
}

/** @param file a path, or `-` for what is piped in. @throws CommandError */
export async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8');
  } catch {
    throw new CommandError(`The file ${file} cannot be read.`);
  }
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) {
    console.log('There are none.');
    return;
  }
  const plain = { head: [], border: [] };
  const table = new Table({
    head: [...head],
    style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
  });
  for (const row of rows) table.push([...row]);
  console.log(table.toString());
}

/** Prints who made which version, when and why. */
export function printHistory(
  { versions }: z.infer<typeof historySchema>,
  { json }: SharedOptions,
): void {
  if (json === true) {
    console.log(JSON.stringify(versions));
    return;
  }
  printTable(
    ['version', 'time (UTC)', 'by', 'what', 'why'],
    versions.map(({ version, updatedAt, updatedBy, action, changed, why }) => [
      String(version),
      updatedAt.slice(0, 19).replace('T', ' '),
      updatedBy,
      action === 'changed' ? changed.join('\n') : action,
      why,
    ]),
  );
}
