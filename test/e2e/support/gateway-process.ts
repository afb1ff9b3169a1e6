import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { doAfterFile } from '../../support/afterwards.ts';

/** The clone's root, where the commands of the README are run. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../../bin/cordon.mjs', import.meta.url));
/** Milliseconds. A start takes two seconds on an idle machine. */
const PATIENCE = 60_000;

const readySchema = z.object({
  url: z.url(),
  consoleUrl: z.url(),
  dataFolder: z.string(),
  logFile: z.string(),
  services: z.object({ dynamodb: z.url() }).catchall(z.url()),
  sources: z.record(z.string(), z.object({ url: z.url(), scheme: z.string() })),
  credentials: z.object({
    marketingKey: z.string(),
    clinicalKey: z.string(),
    auditKey: z.string(),
    officerKey: z.string(),
    sources: z.object({
      intake: z.string(),
      'calendly-intake': z.string(),
      newsletter: z.string(),
    }),
    destinations: z.record(z.string(), z.string()),
  }),
  apis: z.object({ messages: z.url(), sendgrid: z.url(), decisions: z.url() }),
  smtp: z.object({
    ...{ host: z.string(), port: z.number(), securePort: z.number() },
    certificate: z.string(),
  }),
  sinks: z.record(z.string(), z.url()),
  mailbox: z.url(),
});

/** The line that `cordon start --json` prints when it is ready. */
export type Ready = z.infer<typeof readySchema>;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CordonProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when the process has ended and all of its output was read. */
  readonly ended: Promise<Ending>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ending>;
}

/** Runs `cordon ARGS` as a user does, in a process of its own. */
export function runCordon(args: readonly string[], command = process.execPath): CordonProcess {
  const argv = command === process.execPath ? [COMMAND, ...args] : args;
  const child = spawn(command, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  doAfterFile(() => child.kill('SIGKILL'));
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk: string) => {
      texts[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    return {
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      ...texts,
    };
  });
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended,
    end: async (signal) => {
      child.kill(signal);
      return await ended;
    },
  };
}

/** Waits until `printed` matches what the process has printed. @throws when it ends before. */
export async function waitForOutput(cordon: CordonProcess, printed: RegExp): Promise<void> {
  let over = false;
  void cordon.ended.then(() => {
    over = true;
  });
  const until = Date.now() + PATIENCE;
  while (!printed.test(cordon.stdout())) {
    if (over) throw new Error(`the gateway ended: ${cordon.stderr()}`);
    if (Date.now() > until) throw new Error('the gateway is not ready in time');
    await new Promise((next) => setTimeout(next, 10));
  }
}

export interface GatewayProcess extends CordonProcess {
  readonly ready: Ready;
}

/** `cordon start --json` on this data folder and a free port, once it is ready. */
export async function startGateway(
  data: string,
  args: readonly string[] = [],
): Promise<GatewayProcess> {
  const cordon = runCordon(['start', '--json', '--data', data, '--port', '0', ...args]);
  return { ...cordon, ready: await readReady(cordon) };
}

/** The ready line, which is the first that is printed. */
export async function readReady(cordon: CordonProcess): Promise<Ready> {
  await waitForOutput(cordon, /\n/);
  const [line = ''] = cordon.stdout().split('\n', 1);
  return readySchema.parse(JSON.parse(line));
}
