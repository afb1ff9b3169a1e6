import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderForAll } from './support/folders.ts';
import {
  type Ending,
  readReady,
  type Ready,
  runCordon,
  startGateway,
  waitForOutput,
} from './support/gateway-process.ts';
import { listeningAddresses } from './support/listening.ts';
import { intakeForm, patient, seededRandom } from './support/patients.ts';
import { acceptedIds, SINKS } from './support/sinks.ts';
import { openTables, waitUntilDrained } from './support/tables.ts';
import { postWebhook } from './support/vendor.ts';

const random = seededRandom(7);

async function postIntake(ready: Ready, id: string) {
  const url = ready.sources['intake']!.url;
  const body = intakeForm(patient(random), id);
  return postWebhook(url, ready.credentials.sources.intake, id, body);
}

interface Listed {
  readonly decisionId: string;
  readonly messageId: string;
}

async function decisions({ apis, credentials }: Ready): Promise<readonly Listed[]> {
  const response = await fetch(`${apis.decisions}?limit=1000`, {
    headers: { authorization: `Bearer ${credentials.auditKey}` },
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { decisions: Listed[] }).decisions;
}

async function drain(ready: Ready): Promise<void> {
  const tables = openTables(ready.services.dynamodb);
  await waitUntilDrained(tables).finally(() => {
    tables.destroy();
  });
}

/** One sentence, nothing else: no stack, no warning, no second line. */
function expectOneSentence({ code, signal, stdout, stderr }: Ending, says: RegExp): void {
  expect(stderr).toMatch(/^cordon: [^\n]+\.\n$/);
  expect(stderr).toMatch(says);
  expect(stdout).toBe('');
  expect(signal).toBe(null);
  expect(code).toBe(1);
}

function start(data: string, ...args: string[]): Promise<Ending> {
  return runCordon(['start', '--json', '--data', data, '--port', '0', ...args]).ended;
}

describe('cordon start --json', () => {
  it('prints one line, and what it names answers', async () => {
    const gateway = await startGateway(await folderForAll());
    const { ready } = gateway;
    expect(await (await fetch(`${ready.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(Object.keys(ready.sources).sort()).toEqual(['calendly-intake', 'intake', 'newsletter']);
    expect(Object.keys(ready.sinks).sort()).toEqual([...SINKS]);
    for (const url of [...Object.values(ready.sinks), ready.mailbox, ready.consoleUrl]) {
      expect((await fetch(url)).status, url).toBe(200);
    }
    expect((await postIntake(ready, 'first')).status).toBe(202);
    expect(await decisions(ready)).toBeInstanceOf(Array);
    const ending = await gateway.end('SIGINT');
    expect(ending.code).toBe(0);
    expect(ending.stdout.split('\n')).toEqual([expect.stringMatching(/^\{.*\}$/), '']);
    expect(ending.stderr).toBe('');
  });

  it.skipIf(process.platform !== 'linux')('listens on loopback and nowhere else', async () => {
    const gateway = await startGateway(await folderForAll());
    const { ready } = gateway;
    const listening = await listeningAddresses(gateway.pid);
    const ports = [ready.url, ...Object.values(ready.services)].map((url) => new URL(url).port);
    expect(listening.map(({ port }) => port)).toEqual(expect.arrayContaining(ports.map(Number)));
    expect([...new Set(listening.map(({ address }) => address))]).toEqual(['127.0.0.1']);
    await gateway.end('SIGINT');
  });

  it.skipIf(process.platform !== 'linux')(
    'opens one port alone to others when asked, without the mailbox and the sinks',
    async () => {
      const gateway = await startGateway(await folderForAll(), ['--host', '0.0.0.0']);
      const { ready } = gateway;
      const { port } = new URL(ready.url);
      const open = (await listeningAddresses(gateway.pid)).filter(
        ({ address }) => address !== '127.0.0.1',
      );
      expect(open).toEqual([{ address: '0.0.0.0', port: Number(port) }]);
      const outside = `http://127.0.0.1:${port}`;
      expect((await fetch(`${outside}/healthz`)).status).toBe(200);
      for (const path of ['/dev', '/dev/mailbox.json', '/dev/sinks/clinical-sink.json']) {
        expect((await fetch(outside + path)).status, path).toBe(404);
      }
      expect((await fetch(ready.mailbox)).status).toBe(200);
      await gateway.end('SIGINT');
    },
  );
});

describe('cordon start, for a person', () => {
  it('says what is listening and prints the credentials on the first start only', async () => {
    const data = await folderForAll();
    const secret = /ck_[0-9a-f]{16}\.[A-Za-z0-9_-]{43}/;
    const first = runCordon(['start', '--data', data, '--port', '0']);
    await waitForOutput(first, /Try next/);
    expect(first.stdout()).toMatch(/ready.* at .*http:\/\/127\.0\.0\.1:\d+/);
    expect(first.stdout()).toContain('POST http://127.0.0.1:');
    expect(first.stdout()).toMatch(secret);
    const ending = await first.end('SIGINT');
    expect(ending.code).toBe(0);
    expect(ending.stdout).toContain('Stopped.');

    const second = runCordon(['start', '--data', data, '--port', '0']);
    await waitForOutput(second, /Try next/);
    expect(second.stdout()).not.toMatch(secret);
    expect((await second.end('SIGTERM')).code).toBe(0);
  });

  it('runs as npx cordon, without a build', async () => {
    const ending = await runCordon(['--no-install', 'cordon', '--version'], 'npx').ended;
    expect(ending.stdout).toBe('0.1.0\n');
    expect(ending.code).toBe(0);
  });
});

describe('stopping and starting again', () => {
  it('finds the earlier decisions, deliveries and credentials', async () => {
    const data = await folderForAll();
    const first = await startGateway(data);
    expect((await postIntake(first.ready, 'kept')).status).toBe(202);
    await drain(first.ready);
    const before = await decisions(first.ready);
    expect(before).toHaveLength(2);
    expect((await first.end('SIGINT')).code).toBe(0);

    const second = await startGateway(data);
    expect(await decisions(second.ready)).toEqual(before);
    expect(second.ready.credentials).toEqual(first.ready.credentials);
    for (const sink of SINKS) {
      expect(await acceptedIds(second.ready, sink)).toEqual([before[0]?.messageId]);
    }
    const listed = await runCordon(['decisions', '--json', '--data', data]).ended;
    expect(JSON.parse(listed.stdout)).toEqual({ decisions: before, more: false });
    expect((await postIntake(second.ready, 'kept')).status).toBe(200);
    await second.end('SIGINT');
  });

  it('finishes on Ctrl-C what is under way, and delivers later what it accepted', async () => {
    const data = await folderForAll();
    const first = await startGateway(data);
    const posts = Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => postIntake(first.ready, `late-${String(at)}`)),
    );
    // Some are answered, some are under way, some have only just come.
    while (!(await readFile(first.ready.logFile, 'utf8')).includes('webhook.accepted'))
      await sleep(5);
    const ending = await first.end('SIGINT');
    expect(ending).toMatchObject({ code: 0, signal: null, stderr: '' });
    const accepted = (await posts)
      .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined))
      .filter((answer) => answer?.status === 202)
      .map((answer) => answer?.messageId ?? '');
    expect(accepted.length).toBeGreaterThan(0);

    const second = await startGateway(data);
    await drain(second.ready);
    for (const sink of SINKS) {
      expect(await acceptedIds(second.ready, sink)).toEqual(expect.arrayContaining(accepted));
    }
    await second.end('SIGINT');
  });
});

describe('a start that cannot be', () => {
  it('says so when the port is in use', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const ending = await start(await folderForAll(), '--port', String(port));
    other.close();
    expectOneSentence(ending, new RegExp(`Port ${String(port)} on 127\\.0\\.0\\.1 is in use`));
  });

  it('says so when the address is not of this machine', async () => {
    const ending = await start(await folderForAll(), '--host', '192.0.2.1');
    expectOneSentence(ending, /192\.0\.2\.1 is not an address of this machine/);
  });

  it('says so when another process uses the data folder', async () => {
    const data = await folderForAll();
    const gateway = await startGateway(data);
    const ending = await start(data);
    expectOneSentence(ending, new RegExp(`process ${String(gateway.pid)}\\) is using the data`));
    expect((await postIntake(gateway.ready, 'undisturbed')).status).toBe(202);
    await gateway.end('SIGINT');
  });

  it('says so when a part of the path is a file', async () => {
    const file = join(await folderForAll(), 'a-file');
    await writeFile(file, '');
    expectOneSentence(await start(join(file, 'data')), /part of the path is not a folder/);
    expectOneSentence(await start(file), /a file of that name is in the way|is not a folder/);
  });

  it.skipIf(process.getuid?.() === 0)('says so when it may not write to the folder', async () => {
    const data = await folderForAll();
    const closed = join(data, 'closed');
    await mkdir(closed, { mode: 0o500 });
    expectOneSentence(await start(join(closed, 'data')), /permission denied/);
  });

  it('says so when the folder holds something else', async () => {
    const data = await folderForAll();
    await writeFile(join(data, 'thesis.txt'), 'mine');
    expectOneSentence(await start(data), /holds files that are not Cordon's/);
    expect(await readdir(data)).toEqual(['thesis.txt']);
  });

  it.each([['--port', '99999'], ['--port', 'http'], ['--no-such-option']])(
    'ends with 1 when the command line is wrong: %s %s',
    async (...args) => {
      const ending = await start(await folderForAll(), ...args.filter((arg) => arg !== undefined));
      expect(ending.code).toBe(1);
      expect(ending.stderr).toMatch(/^error: /);
      expect(ending.stderr).not.toMatch(/\n\s+at /);
    },
  );
});

describe('a damaged data folder', () => {
  let whole: string;

  beforeAll(async () => {
    whole = await folderForAll();
    const gateway = await startGateway(whole);
    await postIntake(gateway.ready, 'before');
    await drain(gateway.ready);
    await gateway.end('SIGINT');
    // Opening it once more moves what was written into LevelDB's sorted tables.
    await (await startGateway(whole)).end('SIGINT');
  });

  async function copy(): Promise<string> {
    const folder = await folderForAll();
    await cp(whole, folder, { recursive: true });
    return folder;
  }

  async function overwrite(folder: string, matching: RegExp): Promise<number> {
    const names = (await readdir(folder)).filter((name) => matching.test(name));
    for (const name of names) {
      const { size } = await stat(join(folder, name));
      await writeFile(join(folder, name), Buffer.alloc(Math.max(size, 64), 'garbage'));
    }
    return names.length;
  }

  it.each([
    ['the marker', '', /^cordon-data\.json$/, /cordon-data\.json is damaged/],
    ['the credentials', '', /^credentials\.json$/, /credentials\.json is damaged/],
    ['the key file', 'kms', /^kms-keys\.json$/, /kms-keys\.json is damaged/],
    ['the secrets', 'secrets', /^secrets\.json$/, /secrets\.json is damaged/],
    ["the database's CURRENT", 'dynamodb', /^CURRENT$/, /database in .* is damaged/],
    ["the database's manifest", 'dynamodb', /^MANIFEST-/, /database in .* is damaged/],
    ["the database's tables", 'dynamodb', /\.ldb$/, /database in .* is damaged/],
  ])('says so when %s is damaged', async (_what, folder, files, says) => {
    const data = await copy();
    expect(await overwrite(join(data, folder), files)).toBeGreaterThan(0);
    expectOneSentence(await start(data), says);
  });

  it('says so when the database opens empty, because its only log is garbage', async () => {
    // One start alone: everything is still in the log, and LevelDB passes over a log it cannot read.
    const data = await folderForAll();
    await (await startGateway(data)).end('SIGINT');
    expect(await overwrite(join(data, 'dynamodb'), /\.log$/)).toBeGreaterThan(0);
    expectOneSentence(await start(data), /database in .* has lost its tables/);
  });

  it('says so when the key file is gone, and makes no new one', async () => {
    const data = await copy();
    await rm(join(data, 'kms', 'kms-keys.json'));
    expectOneSentence(await start(data), /key file .* is missing/);
    expect(await readdir(join(data, 'kms'))).toEqual(['kms-keys.created']);
  });

  it.each([
    ['the folder of keys', 'kms', /key file .*kms-keys\.json is missing/],
    ['the credentials', 'credentials.json', /credentials\.json is missing/],
    ['the folder of secrets', 'secrets', /secret file .*secrets\.json is missing/],
    ['the file of secrets', 'secrets/secrets.json', /secret file .*secrets\.json is missing/],
  ])('says so when %s is gone, and makes no new one', async (_what, part, says) => {
    const data = await copy();
    await rm(join(data, part), { recursive: true });
    // A lock may be there from a process that was killed, and goes with the start that was refused.
    const parts = async (): Promise<string[]> =>
      (await readdir(data, { recursive: true })).filter((name) => name !== 'cordon.lock').sort();
    const before = await parts();
    expectOneSentence(await start(data), says);
    expect(await parts()).toEqual(before);
  });

  it.each([
    ['a file is in the way of the logs', 'logs', /logs: a file of that name is in the way/],
    [
      'a folder is in the way of the log',
      'logs/cordon.log/x',
      /cordon\.log: a folder of that name/,
    ],
    ['a folder is in the way of its own file', 'runtime.json/x', /runtime\.json: a folder of that/],
  ])('says so when %s', async (_what, file, says) => {
    const data = await copy();
    const [top = ''] = file.split('/x');
    await rm(join(data, top), { recursive: true, force: true });
    await mkdir(dirname(join(data, file)), { recursive: true });
    await writeFile(join(data, file), '');
    expectOneSentence(await start(data), says);
  });

  it('goes on without what it can do without', async () => {
    const data = await copy();
    await overwrite(data, /^runtime\.json$/);
    await writeFile(join(data, 'cordon.lock'), 'garbage');
    await writeFile(join(data, 'mailbox', '00000000000000001.json'), 'garbage');
    await overwrite(join(data, 'sinks', 'clinical-sink', 'deliveries'), /json$/);
    const cordon = runCordon(['start', '--json', '--data', data, '--port', '0']);
    const ready = await readReady(cordon);
    expect(await decisions(ready)).toHaveLength(2);
    expect((await fetch(ready.mailbox)).status).toBe(200);
    expect((await fetch(ready.sinks['clinical-sink']!)).status).toBe(200);
    expect((await cordon.end('SIGINT')).code).toBe(0);
  });
});
