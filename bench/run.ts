import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAll, start, startPart } from './child.ts';
import { benchLedger } from './ledger.ts';
import { describeMachine } from './machine.ts';
import { OptionsError, parseOptions, type BenchOptions } from './options.ts';
import { formatReport, summarize, type Report } from './report.ts';
import { runRounds, type Targets } from './rounds.ts';

/**
 * `npm run bench`: what the embedded gateway does to webhooks, beside a bare server that only verifies
 * and stores them, under the same load in the same run.
 */

const COMMAND = fileURLToPath(new URL('../bin/cordon.mjs', import.meta.url));

async function bench(options: BenchOptions, progress: (text: string) => void): Promise<Report> {
  const machine = describeMachine();
  const data = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
  const { profile } = options;
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
  try {
    progress('starting the gateway, the baseline and the load generator');
    const baseline = startPart('baseline');
    const load = startPart('load');
    const gateway = start([
      ...profiling,
      COMMAND,
      'start',
      '--json',
      '--data',
      data,
      '--port',
      '0',
    ]);
    const plain = (await baseline.next()) as { url: string; secret: string };
    const ready = (await gateway.next()) as {
      logFile: string;
      apis: { decisions: string };
      sources: { intake: { url: string } };
      credentials: { auditKey: string; sources: { intake: string } };
    };
    const targets: Targets = {
      baseline: { ...plain, pid: baseline.pid },
      cordon: {
        url: ready.sources.intake.url,
        secret: ready.credentials.sources.intake,
        pid: gateway.pid,
      },
      logFile: ready.logFile,
      records: { url: ready.apis.decisions, auditKey: ready.credentials.auditKey },
      load,
    };
    const rounds = await runRounds(targets, options, progress);
    progress('stopping');
    await Promise.all([gateway.stop(), baseline.stop(), load.stop()]);
    return summarize(machine, options, rounds);
  } finally {
    killAll();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** On a terminal one line that changes; elsewhere nothing. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

process.once('SIGINT', () => {
  killAll();
  process.exit(130);
});

try {
  if (process.argv[2] === 'ledger') {
    console.log(await benchLedger());
  } else {
    const options = parseOptions(process.argv.slice(2));
    const report = await bench(options, showProgress);
    showProgress('');
    console.log(options.json ? JSON.stringify(report) : formatReport(report));
  }
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
