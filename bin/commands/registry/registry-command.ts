import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { callAdmin, findAdminGateway } from '../admin-client.ts';
import { CommandError } from '../running-gateway.ts';
import {
  listAll,
  printTable,
  putEntry,
  historySchema,
  printHistory,
  readText,
  sayWritten,
  showOne,
  spoken,
  withSharedOptions,
  withWhy,
  writtenSchema,
  type ChangeOptions,
  type SharedOptions,
  type Shown,
} from './shared.ts';
import { exportLines, importLines } from './transfer.ts';

/** One kind of entry on the command line. */
export interface RegistryCommand {
  /** In the address and on the command line. */
  readonly name: 'vendors' | 'sources' | 'destinations' | 'keys' | 'holds' | 'templates';
  readonly one: string;
  readonly description: string;
  readonly columns: readonly string[];
  readonly row: (shown: Shown) => readonly string[];
  /** What else comes to an end when an entry is removed, in a sentence. */
  readonly whatEndsWith?: (id: string, options: SharedOptions) => Promise<string | undefined>;
}

/** What all kinds have: list, show, history, import, export. */
export function registryCommand({
  name,
  one,
  description,
  columns,
  row,
}: RegistryCommand): Command {
  const command = new Command(name).description(description);

  withSharedOptions(command.command('list').description(`list ${name}`)).action(
    spoken(async (options: SharedOptions) => {
      const entries = await listAll(name, options);
      if (options.json === true) console.log(JSON.stringify(entries));
      else printTable(columns, entries.map(row));
    }),
  );

  withSharedOptions(command.command('show <id>').description(`show one ${one}`)).action(
    spoken(async (id: string, options: SharedOptions) => {
      const shown = await showOne(name, id, options);
      console.log(JSON.stringify(shown, undefined, options.json === true ? undefined : 2));
    }),
  );

  withSharedOptions(
    command.command('history <id>').description('every version, with who changed it and why'),
  ).action(
    spoken(async (id: string, options: SharedOptions) => {
      const gateway = await findAdminGateway(options, true);
      const path = `${name}/${encodeURIComponent(id)}/history`;
      printHistory(await callAdmin(gateway, { method: 'GET', path }, historySchema), options);
    }),
  );

  withWhy(
    command.command('import <file>').description('put every line of a JSON Lines file, or none'),
  ).action(
    spoken(async (file: string, options: ChangeOptions) => importLines(name, file, options)),
  );
  withSharedOptions(
    command.command('export').description('print them as JSON Lines, as import takes them'),
  ).action(spoken(async (options: SharedOptions) => exportLines(name, options)));
  return command;
}

/** Adding, changing and removing by a JSON file, for kinds whose entries an officer writes. */
export function addEditing(
  command: Command,
  { name, one, whatEndsWith }: RegistryCommand,
): Command {
  withWhy(
    command
      .command('change <id>')
      .description(`replace a ${one} by the JSON of a file`)
      .requiredOption('--from <file>', 'JSON of the whole entry; - reads what is piped in')
      .option('--expect <version>', 'refuse if it is at another version by now', parseVersion),
  ).action(
    spoken(async (id: string, options: ChangeOptions & { from: string; expect?: number }) => {
      const entry = await readEntry(options.from);
      const expected = options.expect ?? (await showOne(name, id, options)).version;
      await putEntry(name, id, entry, expected, options);
    }),
  );
  withWhy(
    command.command('remove <id>').description(`take a ${one} out of use; its history stays`),
  ).action(
    spoken(async (id: string, options: ChangeOptions) => {
      const { version: expectedVersion } = await showOne(name, id, options);
      const ended = await whatEndsWith?.(id, options);
      const gateway = await findAdminGateway(options, false);
      const body = { expectedVersion, why: options.why };
      const path = `${name}/${encodeURIComponent(id)}`;
      const written = await callAdmin(gateway, { method: 'DELETE', path, body }, writtenSchema);
      sayWritten(id, written.version, options);
      if (ended !== undefined) console.error(`Warning: ${ended}`);
    }),
  );
  return command;
}

/** `add --from FILE`. */
export function addFromFile(command: Command, { name, one }: RegistryCommand): Command {
  withWhy(
    command
      .command('add')
      .description(`add a ${one} by the JSON of a file`)
      .requiredOption('--from <file>', 'JSON of the entry; - reads what is piped in'),
  ).action(
    spoken(async (options: ChangeOptions & { from: string }) => {
      const entry = await readEntry(options.from);
      await putEntry(name, entry.id, entry, 0, options);
    }),
  );
  return command;
}

const entrySchema = z.looseObject({ id: z.string().min(1) });

/** The JSON of an entry in a file. @throws CommandError */
export async function readEntry(file: string): Promise<z.infer<typeof entrySchema>> {
  const text = await readText(file);
  try {
    return entrySchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError('The file is not the JSON of an entry: an object with an "id".');
  }
}

/** @throws InvalidArgumentError */
export function parseVersion(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('It must be a version, 1 or more.');
  return Number(text);
}
