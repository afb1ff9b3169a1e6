import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
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

  it('says so when another process uses the data folder', async () => {
    const data = await folderForAll();
    const gateway = await startGateway(data);
    const ending = await start(data);
    expectOneSentence(ending, new RegExp(`process ${String(gateway.pid)}\\) is using the data`));
    expect((await postIntake(gateway.ready, 'undisturbed')).status).toBe(202);
    await gateway.end('SIGINT');
  });

  it('says so when the data folder is damaged', async () => {
    const data = await folderForAll();
    await writeFile(join(data, 'cordon-data.json'), 'garbage');
    expectOneSentence(await start(data), /cordon-data\.json is damaged/);
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

describe('a data folder with damage that matters little', () => {
  async function overwrite(folder: string, matching: RegExp): Promise<number> {
    const names = (await readdir(folder)).filter((name) => matching.test(name));
    for (const name of names) {
      const { size } = await stat(join(folder, name));
      await writeFile(join(folder, name), Buffer.alloc(Math.max(size, 64), 'garbage'));
    }
    return names.length;
  }

  it('goes on without what it can do without', async () => {
    const data = await folderForAll();
    const gateway = await startGateway(data);
    await postIntake(gateway.ready, 'before');
    await drain(gateway.ready);
    await gateway.end('SIGINT');
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
