import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';
import { Command, Option } from 'commander';
import Table from 'cli-table3';
import pc from 'picocolors';
import { ALL_SCHEMES } from '../../lambdas/core/verify/schemes.ts';
import { checkRequest, type CheckOutcome } from '../webhooks/check-request.ts';
import { collect, parseObject, parseSeconds } from './option-values.ts';
import { usualFault } from '../webhooks/hints.ts';
import { CheckInputError, readRequest, type CheckedRequest } from '../webhooks/checked-request.ts';

interface CheckArguments {
  readonly scheme?: string;
  readonly secret?: readonly string[];
  readonly publicKey?: string;
  readonly cert?: string;
  readonly verifyToken?: string;
  readonly topic?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly tolerance?: number;
  readonly now?: number;
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

/** `verified` and `refused` are answers; an input that cannot be read is an error. */
const EXIT = { verified: 0, error: 1, refused: 2 } as const;
/** A request is at most 6 MiB, which base64 and JSON make longer. */
const MAX_INPUT = 32 * 1024 * 1024;

/** Plain for a pipe, also where a build server says that it shows colors. */
const color = pc.createColors(isatty(process.stdout.fd) && pc.isColorSupported);

/** `cordon webhooks`: what vendors sign, and why a request of theirs was refused. */
export function webhooksCommand(): Command {
  const command = new Command('webhooks').description('signatures of vendors: check one, list all');
  command
    .command('check')
    .description('say whether the signature of a request verifies, and if not, why')
    .argument(
      '<file>',
      '{method, url, headers, body, bodyEncoding} as JSON, or - for standard input',
    )
    .option('--scheme <name>', 'signature scheme (cordon webhooks schemes)')
    .option('--secret <text>', 'signing secret; twice while it is rotated', collect)
    .option(
      '--public-key <key>',
      'public key, base64 or a PEM file, where the vendor signs with one',
    )
    .option('--cert <file>', 'certificate, a PEM file: that of SigningCertURL for SNS')
    .option('--verify-token <text>', 'secret of the handshake alone')
    .option('--topic <arn>', 'topic of SNS that may post; more than once', collect)
    .option('--options <json>', 'options of the scheme, as a source has them', parseObject)
    .option('--tolerance <seconds>', 'how far the time may be off', parseSeconds)
    .option('--now <epoch>', 'seconds since 1970 to take for the present', parseSeconds)
    .option('--json', 'print one JSON object')
    .addOption(
      new Option(
        '--jsonl',
        'check a request a line, each with its own {id, scheme, secret, now}; answer {id, verified, reason} a line',
      ).conflicts('json'),
    )
    // Commander repeats what it does not understand, which may be a secret in the wrong place.
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .addHelpText('after', '\nExit code: 0 verified, 2 refused, 1 the input could not be read.')
    .action(async (file: string, given: CheckArguments) => {
      try {
        process.exitCode = await (given.jsonl === true ? checkLines : checkOne)(file, given);
      } catch (error) {
        process.exitCode = EXIT.error;
        const message = error instanceof CheckInputError ? error.message : readingFault(error);
        if (message === undefined) throw error;
        process.stderr.write(`cordon webhooks check: ${message}\n`);
      }
    });
  command
    .command('schemes')
    .description('list the signature schemes that a source may name')
    .option('--json', 'print one JSON array')
    .action(({ json }: { readonly json?: boolean }) => {
      const rows = ALL_SCHEMES.map(({ name, facts, defaultToleranceSeconds }) => ({
        ...{ scheme: name, vendor: facts.vendor, secret: facts.secret },
        toleranceSeconds: defaultToleranceSeconds ?? null,
        replay: facts.replay,
      }));
      if (json === true) console.log(JSON.stringify(rows));
      else console.log(tableOf(rows));
    });
  return command;
}

async function checkOne(file: string, given: CheckArguments): Promise<number> {
  const text = await readText(file);
  const outcome = checkRequest(
    await withArguments(readRequest(text, nameOf(file)), given),
    new Date(),
  );
  console.log(given.json === true ? JSON.stringify(outcome) : describe(outcome));
  return outcome.verified ? EXIT.verified : EXIT.refused;
}

async function checkLines(file: string, given: CheckArguments): Promise<number> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  let refused = false;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const where = `line ${String(number)}`;
    if (line.length > MAX_INPUT) throw new CheckInputError(`${where} is too long.`);
    const request = await withArguments(readRequest(line, where), given);
    const outcome = checkRequest(request, new Date());
    refused ||= !outcome.verified;
    const id = request.id ?? number;
    const answer = outcome.verified ? { ...outcome, reason: null } : outcome;
    // A reader that has seen enough (`| head`) is no fault: cordon.ts tells it from others.
    if (!(await canGoOn(process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`)))) break;
  }
  return refused ? EXIT.refused : EXIT.verified;
}

/** Waits until more can be written; false when nobody reads any longer. */
async function canGoOn(hasRoom: boolean): Promise<boolean> {
  if (!process.stdout.writable) return false;
  return (
    hasRoom ||
    (await once(process.stdout, 'drain').then(
      () => true,
      () => false,
    ))
  );
}

/** What the command line says goes before what the file says. */
async function withArguments(
  request: CheckedRequest,
  given: CheckArguments,
): Promise<CheckedRequest> {
  const { scheme, secret, verifyToken, topic, options, tolerance, now } = given;
  const merged = {
    ...request,
    ...(scheme === undefined ? {} : { scheme }),
    ...(secret === undefined ? {} : { secrets: [...secret] }),
    ...(given.publicKey === undefined ? {} : { publicKey: await pemOrText(given.publicKey) }),
    ...(given.cert === undefined ? {} : { certPem: await readText(given.cert) }),
    ...(verifyToken === undefined ? {} : { verifyToken }),
    ...(topic === undefined ? {} : { topics: [...topic] }),
    ...(options === undefined ? {} : { options }),
    ...(tolerance === undefined ? {} : { toleranceSeconds: tolerance }),
    ...(now === undefined ? {} : { now }),
  };
  if (merged.scheme === undefined && merged.vendor === undefined) {
    throw new CheckInputError('Which scheme? Give --scheme (cordon webhooks schemes lists them).');
  }
  return merged;
}

async function readText(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const input = file === '-' ? process.stdin : createReadStream(file);
  for await (const chunk of input as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_INPUT) throw new CheckInputError(`${nameOf(file)} is too long.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function pemOrText(value: string): Promise<string> {
  const isFile = await stat(value).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? await readFile(value, 'utf8') : value;
}

function withoutValues(text: string): string {
  return text
    .replace(/ argument '.*' is invalid/s, ' argument is invalid')
    .replace(/(unknown option '-[\w-]*).*'/s, "$1'");
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : 'The file';
}

function readingFault(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EISDIR') return 'That is a folder, not a file.';
  return code === 'EACCES' ? 'The file may not be read.' : undefined;
}

function describe(outcome: CheckOutcome): string {
  if (outcome.verified) {
    const what = outcome.handshake
      ? 'verified: a handshake, answered and not forwarded'
      : 'verified';
    return `${color.green(what)} (${outcome.scheme})`;
  }
  const { scheme, code, reason } = outcome;
  const hint = outcome.hint ?? usualFault(scheme, code);
  const lines = [`${color.red('refused')} (${scheme}): ${reason}`, `  code: ${code}`];
  return [...lines, ...(hint === undefined ? [] : [`  hint: ${hint}`])].join('\n');
}

function tableOf(
  rows: readonly {
    readonly scheme: string;
    readonly vendor: string;
    readonly secret: string;
    readonly toleranceSeconds: number | null;
  }[],
): string {
  const plain = { head: [], border: [] };
  const table = new Table({
    head: ['scheme', 'vendor', 'secret', 'tolerance'],
    style: color.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
  });
  for (const { scheme, vendor, secret, toleranceSeconds } of rows) {
    const tolerance = toleranceSeconds === null ? '-' : `${String(toleranceSeconds)} s`;
    table.push([scheme, vendor, secret.replaceAll('`', ''), tolerance]);
  }
  return table.toString();
}
