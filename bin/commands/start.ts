import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import type { SecondOpinionName } from '../../lambdas/core/vocabulary.ts';
import type { SmtpOptions } from '../../local/smtp/start-smtp.ts';
import type { Running } from '../../local/start.ts';
import { CommandError } from './running-gateway.ts';
import { awsRegion, secondOpinionOption } from './second-opinion.ts';

interface StartArguments {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly smtpPort?: number | 'off';
  readonly smtpsPort?: number | 'off';
  readonly smtpCert?: string;
  readonly smtpKey?: string;
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
    .option(
      '--smtp-port <number>',
      'port for mail programs, with STARTTLS; 0 picks a free one, off closes it (default: 8587)',
      parsePortOrOff,
    )
    .option(
      '--smtps-port <number>',
      'the same with TLS from the first byte (default: 8465)',
      parsePortOrOff,
    )
    .option('--smtp-cert <file>', 'certificate of one for mail programs, in place of a made one')
    .option('--smtp-key <file>', 'its private key')
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

function parsePortOrOff(text: string): number | 'off' {
  return text === 'off' ? text : parsePort(text);
}

/** Usual ports of submission (RFC 8314 3.3), out of reach of those that only root may listen on. */
const SMTP_PORT = 8587;
const SMTPS_PORT = 8465;

/**
 * Where nothing is asked for, the usual port; beside a free port for HTTP, a free one. Opened to other machines only by
 * whoever asks for a port.
 */
function smtpOptions({
  host,
  port,
  smtpPort,
  smtpsPort,
  smtpCert,
  smtpKey,
}: StartArguments): SmtpOptions {
  const portOf = (asked: number | 'off' | undefined, usual: number) => {
    if (asked === 'off') return undefined;
    return asked ?? (port === 0 ? 0 : { usual });
  };
  const starttls = portOf(smtpPort, SMTP_PORT);
  const implicit = portOf(smtpsPort, SMTPS_PORT);
  if ((smtpCert === undefined) !== (smtpKey === undefined)) {
    throw new CommandError('--smtp-cert and --smtp-key go together.');
  }
  const isAsked = smtpPort !== undefined || smtpsPort !== undefined;
  return {
    host: isAsked ? host : '127.0.0.1',
    ...(starttls === undefined ? {} : { port: starttls }),
    ...(implicit === undefined ? {} : { securePort: implicit }),
    ...(smtpCert === undefined || smtpKey === undefined
      ? {}
      : { certificate: { certificate: smtpCert, key: smtpKey } }),
  };
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    throw new InvalidArgumentError('It must be a number from 1 to 9999999.');
  }
  return Number(text);
}

/** Errors whose message is the sentence for the person at the terminal. */
const SPOKEN_ERRORS = new Set([
  'CommandError',
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
      smtp: smtpOptions(asked),
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

function smtpRows({ smtp }: Running): readonly (readonly [string, string])[] {
  const at = (port: number | undefined, how: string): string =>
    port === undefined ? '' : `port ${String(port)} (${how})`;
  const ports = [at(smtp?.port, 'STARTTLS'), at(smtp?.securePort, 'TLS')].filter(
    (one) => one !== '',
  );
  if (smtp === undefined || ports.length === 0) return [];
  return [
    ['mail programs (SMTP)', `${smtp.host}, ${ports.join(', ')}; the password is a sender key`],
    ...(smtp.certificate === undefined
      ? []
      : ([['their certificate', `NODE_EXTRA_CA_CERTS=${smtp.certificate}`]] as const)),
  ];
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
  for (const [name, address] of smtpRows(running)) row(name, address);
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
