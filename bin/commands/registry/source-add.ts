import { Option, type Command } from 'commander';
import { LANES, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import { collect, parseCount, parseObject } from '../option-values.ts';
import { CommandError } from '../running-gateway.ts';
import { readEntry } from './registry-command.ts';
import { listAll, putEntry, readText, spoken, withWhy, type ChangeOptions } from './shared.ts';
import { nextSteps, SOURCE_EXAMPLES, sourceFrom, type SourceFlags } from './source-entry.ts';
import { putSecret, secretIn } from './source-secret.ts';

interface AddOptions extends ChangeOptions, SourceFlags {
  readonly from?: string;
  readonly secretFromFile?: string;
  readonly handshakeSecretFromFile?: string;
}

/** `cordon sources add`: by flags, or by the JSON of a file. */
export function addSource(command: Command): Command {
  const add = command
    .command('add [id]')
    .description('add a source by flags, or by the JSON of a file')
    .option('--from <file>', 'JSON of the whole entry; - reads what is piped in')
    .option('--scheme <name>', 'how its vendor signs (cordon webhooks schemes); mail for mail')
    .option('--entity <id>', 'whose data it is; absent: as all other sources')
    .addOption(
      new Option('--lane <lane>', 'stands for --purpose and --care, as is usual').choices(LANES),
    )
    .addOption(new Option('--purpose <word>', 'what its webhooks are for').choices(PURPOSES))
    .option('--care', 'it means care by its nature: any identifier in it is PHI')
    .option('--no-care', 'it does not')
    .option('--part2', 'records of a substance-use program (42 CFR Part 2)')
    .option('--synthetic', 'its webhooks are tests: recorded, and delivered to nobody')
    .option('--destination <id>', 'where its webhooks go; more than once', collect)
    .option('--secret-from-file <file>', "puts the signing secret into this machine's store, too")
    .option('--handshake-secret-from-file <file>', 'and that of the handshake (Meta)')
    .option('--secret-ref <name>', 'name of the secret; absent: cordon/source/ID')
    .option('--handshake-secret-ref <name>', 'name of the secret of the handshake alone')
    .option('--topic <arn>', 'topic of SNS that may post; more than once', collect)
    .option('--options <json>', 'what the scheme lets a source set', parseObject)
    .option('--public-url <url>', "what the vendor posts to, if not Cordon's own URL")
    .option('--tolerance <seconds>', 'how far a signed time may be off', parseCount)
    .option('--max-body <bytes>', 'longest body; absent: 1 MiB', parseCount)
    .addHelpText('after', SOURCE_EXAMPLES);
  withWhy(add).action(
    spoken(async (id: string | undefined, options: AddOptions) => {
      if (options.from === undefined) await addByFlags(id ?? '', options);
      else await addFromFile(id, options.from, options);
    }),
  );
  return command;
}

async function addFromFile(id: string | undefined, file: string, options: AddOptions) {
  const beside = ['why', 'json', 'url', 'data', 'from'];
  if (Object.keys(options).some((name) => !beside.includes(name))) {
    throw new CommandError('The file says it all: give --from, or flags, and not both.');
  }
  const entry = await readEntry(file);
  if (id !== undefined && id !== entry.id) {
    throw new CommandError('The id in the file is another than the one given.');
  }
  await putEntry('sources', entry.id, entry, 0, options);
}

async function addByFlags(id: string, options: AddOptions): Promise<void> {
  const files = [options.secretFromFile, options.handshakeSecretFromFile];
  if (options.url !== undefined && files.some((file) => file !== undefined)) {
    throw new CommandError(
      'In AWS, put the secret with "aws secretsmanager create-secret" (docs/deploy.md), and leave it out here.',
    );
  }
  // First of all, so that nothing is put when a file cannot be read.
  const [secret, handshake] = await Promise.all(
    files.map(async (file) => (file === undefined ? undefined : secretIn(await readText(file)))),
  );
  // What else is missing is told first: it takes no gateway to see it.
  sourceFrom(id, { entity: 'any', ...options });
  const entity = options.entity ?? (await entityOfAll(options));
  const entry = sourceFrom(id, { ...options, ...(entity === undefined ? {} : { entity }) });
  const { secretRef, handshakeSecretRef } = entry;
  if (handshake !== undefined && handshakeSecretRef === undefined) {
    throw new CommandError(
      'Its handshake has no secret of its own: name one by --handshake-secret-ref.',
    );
  }
  if (secret !== undefined && secretRef === undefined) {
    throw new CommandError('The scheme has no secret.');
  }
  await putEntry('sources', id, entry, 0, options);
  for (const [name, value] of [
    [secretRef, secret],
    [handshakeSecretRef, handshake],
  ] as const) {
    if (name !== undefined && value !== undefined) await putSecret(name, value, options);
  }
  const put = { secret: secret !== undefined, handshake: handshake !== undefined };
  for (const step of nextSteps(entry, put)) console.error(step);
}

/** Most companies have one. */
async function entityOfAll(options: AddOptions): Promise<string | undefined> {
  const sources = await listAll('sources', options);
  const entities = new Set(sources.map(({ entry }) => entry['entityId']));
  const [only] = entities;
  return entities.size === 1 && typeof only === 'string' ? only : undefined;
}
