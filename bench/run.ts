import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAll, start, startPart, type Child } from './child.ts';
import { benchLedger } from './ledger.ts';
import { describeMachine, machineLine } from './machine.ts';
import { OptionsError, parseOptions, type BenchOptions } from './options.ts';
import { formatReport, summarize } from './report.ts';
import { runRounds, type Rounds, type Targets } from './rounds.ts';
import { formatSends } from './send-report.ts';
import { runSends, type SendReport, type SendTarget } from './sends.ts';
import type { Records } from './steps.ts';

/**
 * `npm run bench`: what the embedded gateway does to webhooks, beside a bare server that only verifies
 * and stores them, under the same load in the same run; and what it adds to a send, beside the same client that sends
 * straight to the mailbox.
 */

const COMMAND = fileURLToPath(new URL('../bin/cordon.mjs', import.meta.url));

/** What the gateway prints when it is ready. */
interface Ready {
  readonly url: string;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly services: { readonly ses: string };
  readonly smtp: SendTarget['smtp'];
  readonly apis: { readonly decisions: string };
  readonly sources: { readonly intake: { readonly url: string } };
  readonly credentials: {
    readonly auditKey: string;
    readonly sources: { readonly intake: string };
  };
}

type Progress = (text: string) => void;

/** A gateway on a new data folder, for as long as `measure` takes. */
async function withGateway<T>(
  { profile }: BenchOptions,
  measure: (ready: Ready, gateway: Child) => Promise<T>,
): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  try {
    const gateway = start([
      ...profiling,
      ...[COMMAND, 'start', '--json', '--data', data, '--port', '0'],
      ...['--smtp-port', '0', '--smtps-port', 'off'],
    ]);
    const measured = await measure((await gateway.next()) as Ready, gateway);
    await gateway.stop();
    return measured;
  } finally {
    killAll();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function benchWebhooks(
  options: BenchOptions,
  { ready, gateway, progress }: { ready: Ready; gateway: Child; progress: Progress },
): Promise<Rounds> {
  progress('starting the baseline and the load generator');
  const baseline = startPart('baseline');
  const load = startPart('load');
  const plain = (await baseline.next()) as { url: string; secret: string };
  const targets: Targets = {
    baseline: { ...plain, pid: baseline.pid },
    cordon: {
      url: ready.sources.intake.url,
      secret: ready.credentials.sources.intake,
      pid: gateway.pid,
    },
    logFile: ready.logFile,
    records: recordsOf(ready),
    load,
  };
  const rounds = await runRounds(targets, options, progress);
  await Promise.all([baseline.stop(), load.stop()]);
  return rounds;
}

const recordsOf = ({ apis, credentials }: Ready): Records => ({
  url: apis.decisions,
  auditKey: credentials.auditKey,
});

async function benchSends(
  options: BenchOptions,
  ready: Ready,
  progress: Progress,
): Promise<SendReport> {
  const { url, dataFolder, services, smtp } = ready;
  return await runSends(
    { url, dataFolder, smtp, ses: services.ses, records: recordsOf(ready) },
    { seconds: options.sustained, bytes: options.bytes },
    progress,
  );
}

/** On a terminal one line that changes; elsewhere nothing. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

// The SDK says at each start that it will need another Node some day.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.once('SIGINT', () => {
  killAll();
  process.exit(130);
});

try {
  const [what, ...rest] = process.argv.slice(2);
  if (what === 'ledger') {
    console.log(await benchLedger());
  } else if (what === 'sends') {
    const options = parseOptions(rest);
    const machine = describeMachine();
    const sends = await withGateway(options, async (ready) =>
      benchSends(options, ready, showProgress),
    );
    showProgress('');
    console.log(
      options.json
        ? JSON.stringify({ machine, options, sends })
        : [machineLine(machine), formatSends(options, sends)].join('\n'),
    );
  } else {
    const options = parseOptions(process.argv.slice(2));
    const machine = describeMachine();
    showProgress('starting the gateway');
    const [rounds, sends] = await withGateway(options, async (ready, gateway) => [
      await benchWebhooks(options, { ready, gateway, progress: showProgress }),
      await benchSends(options, ready, showProgress),
    ]);
    const report = summarize(machine, options, rounds);
    showProgress('');
    console.log(
      options.json
        ? JSON.stringify({ ...report, sends })
        : [formatReport(report), formatSends(options, sends)].join('\n\n'),
    );
  }
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
