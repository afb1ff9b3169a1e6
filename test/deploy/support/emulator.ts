import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/cordon-deploy', import.meta.url));
/** Milliseconds. */
const PATIENCE = 60_000;

/** The account that the emulator plays, of AWS's own documentation. */
export const ACCOUNT = '111122223333';

export interface Emulator {
  /** Of every service. */
  readonly url: string;
  /** What AWS tools and clients are told, to use it and nothing else. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/**
 * A Python in which the emulator is installed. It is kept below node_modules, for the pins that it was made from.
 *
 * @returns the path of the interpreter, or in words why there is none
 */
export async function installEmulator(): Promise<
  { readonly python: string } | { readonly missing: string }
> {
  const version = await run('python3', [
    '-c',
    'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))',
  ]);
  if (version.code !== 0 || version.out.trim() !== 'True') {
    return { missing: 'Python 3.10 or later, with venv, is not installed' };
  }
  const requirements = join(HERE, 'requirements.txt');
  const pins = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const home = join(CACHE, pins.slice(0, 12));
  const python = join(home, 'bin', 'python');
  if ((await run(python, ['-c', 'import ministack.app'])).code === 0) return { python };

  await rm(home, { recursive: true, force: true });
  await mkdir(CACHE, { recursive: true });
  const made = await run('python3', ['-m', 'venv', home]);
  if (made.code !== 0) return { missing: 'python3 -m venv failed' };
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
  const installed = await run(python, [...pip, '--requirement', requirements]);
  if (installed.code === 0) return { python };
  await rm(home, { recursive: true, force: true });
  return { missing: 'pip cannot install test/deploy/requirements.txt' };
}

/** Starts the emulator on loopback, with nothing in it. @throws when it does not answer in time */
export async function startEmulator(python: string, region: string): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-aws-'));
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const child = spawn(python, [join(HERE, 'emulator.py')], {
    stdio: 'ignore',
    // A group of its own: it starts a process for each function, which must end with it.
    detached: true,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      STATE_DIR: join(folder, 'state'),
      S3_DATA_DIR: join(folder, 's3'),
      GATEWAY_PORT: port,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: region,
      // Functions run as processes of this machine's Node, not in containers.
      DOCKER_HOST: 'unix:///nonexistent',
      SFTP_ENABLED: '0',
      ...credentials,
    },
  });
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const until = Date.now() + PATIENCE;
  while (!(await answers(`${url}/_localstack/health`))) {
    if (Date.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error('the emulator does not answer');
    }
    await sleep(200);
  }
  const env = {
    ...withoutAws(process.env),
    ...credentials,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
  };
  return { url, env, stop };
}

/** Nothing of a real account may reach what is run here. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:AWS|CDK|CORDON)_/.test(name)),
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const late = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, 5_000);
  await ended;
  clearTimeout(late);
}
