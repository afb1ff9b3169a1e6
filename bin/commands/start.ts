import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import type { SecondOpinionName } from '../../lambdas/core/vocabulary.ts';
import type { Running } from '../../local/start.ts';
import { awsRegion, secondOpinionOption } from './second-opinion.ts';

interface StartArguments {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly secondOpinion: SecondOpinionName;
  readonly backlog?: number;
  readonly movableClock?: boolean;
  readonly json?: boolean;
}

/** `cordon start`: the whole gateway on this machine, with emulated AWS services, for development. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the whole gateway on this machine, for development')
    .option('--data <dir>', 'folder that keeps everything', '.cordon')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 picks a free one', parsePort, 8787)
    .addOption(secondOpinionOption())
    .option('--backlog <number>', 'messages that may wait before webhooks are put off', parseCount)
    .option('--movable-clock', 'let POST /dev/clock move its clock, to see hours of retries pass')
    .option('--json', 'print one JSON line when ready, with every URL and credential')
    .action(start);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  }
  return port;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    throw new InvalidArgumentError('It must be a number from 1 to 9999999.');
  }
  return Number(text);
}

/** Errors whose message is the sentence for the person at the terminal. */
const SPOKEN_ERRORS = new Set([
  'DataFolderError',
  'ListenError',
  'PolicyRejectedError',
  'PolicyDirectoryError',
]);

async function start({ json = false, ...asked }: StartArguments): Promise<void> {
  // Loaded here: the other commands start without it.
  const { startGateway } = await import('../../local/start.ts');
  const show = json ? undefined : (line: string) => console.log(pc.dim(line));
  let running: Running;
  try {
    const region = awsRegion();
    running = await startGateway({
      ...asked,
      ...(region !== undefined && { region }),
      ...(show === undefined ? {} : { show }),
    });
  } catch (error) {
    if (!(error instanceof Error) || !SPOKEN_ERRORS.has(error.name)) throw error;
    console.error(`cordon: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  let stopping = false;
  const stop = (): void => {
    // A second Ctrl-C does not wait: whatever is unfinished is finished by the next start.
    if (stopping) process.exit(130);
    stopping = true;
    if (!json) console.log('\nFinishing what is under way ...');
    running.stop().then(
      () => {
        if (!json) console.log('Stopped. The next start goes on with the same data.');
      },
      () => {
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Only now: whoever reads that it is ready may stop it at once.
  if (json) console.log(JSON.stringify(describe(running)));
  else greet(running);
}

function describe({ stop: _stop, isNew: _isNew, ...rest }: Running): object {
  const { url } = rest;
  return {
    ...rest,
    apis: { messages: `${url}/v1/messages`, sendgrid: url, decisions: `${url}/v1/decisions` },
    sinks: Object.fromEntries(
      Object.keys(rest.credentials.destinations).map((name) => [
        name,
        `${rest.consoleUrl}/sinks/${name}.json`,
      ]),
    ),
    mailbox: `${rest.consoleUrl}/mailbox.json`,
  };
}

function greet(running: Running): void {
  const { url, credentials } = running;
  const rows: string[] = [];
  const row = (name: string, value: string): void => {
    rows.push(`  ${name.padEnd(28)}${value}`);
  };
  const heading = (text: string): void => {
    rows.push('', pc.bold(text));
  };

  rows.push(`${pc.bold(pc.green('Cordon is ready'))} at ${pc.bold(url)}  (Ctrl-C stops it)`);
  heading('Listening');
  for (const [name, source] of Object.entries(running.sources)) {
    row(`webhooks: ${name}`, `POST ${source.url}  (${source.scheme})`);
  }
  row('messages', `POST ${url}/v1/messages`);
  row('SendGrid clients', `base URL ${url}/`);
  row('decisions, ledger', `GET ${url}/v1/decisions, ${url}/v1/ledger/…`);
  row('registries, people, policy', `${url}/v1/admin/…`);
  row('mailbox and sinks', running.consoleUrl);
  for (const [name, address] of Object.entries(running.services)) row(`(${name} API)`, address);
  row('data', running.dataFolder);

  heading('Development credentials');
  if (running.isNew) {
    row('marketing sender key', credentials.marketingKey);
    row('clinical sender key', credentials.clinicalKey);
    row('audit key', credentials.auditKey);
    row('officer key', credentials.officerKey);
    for (const [id, secret] of Object.entries(credentials.sources)) row(`secret of ${id}`, secret);
    for (const [id, secret] of Object.entries(credentials.destinations)) {
      row(`secret of ${id}`, secret);
    }
    rows.push('  Shown this once; kept in credentials.json in the data folder.');
  } else {
    rows.push('  Those of the first start, in credentials.json in the data folder.');
  }

  heading('Try next, in another terminal');
  rows.push(
    '  node examples/post-webhook.mjs intake examples/intake.json',
    '  npx cordon decisions',
    '  npx cordon vendors list',
    `  open ${running.consoleUrl} in a browser`,
    '',
  );
  console.log(rows.join('\n'));
}
