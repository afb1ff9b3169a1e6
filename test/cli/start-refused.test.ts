import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Running, startGateway } from '../../local/start.ts';
import { folderForAll } from '../e2e/support/folders.ts';
import { intakeForm, patient, seededRandom } from '../e2e/support/patients.ts';
import { postWebhook } from '../e2e/support/vendor.ts';
import { type Ran, runCommand } from './support/run-command.ts';

/** One sentence, nothing else: no stack, no warning, no second line. */
function expectOneSentence({ code, out, err }: Ran, says: RegExp): void {
  expect(err).toMatch(/^cordon: [^\n]+\.\n$/);
  expect(err).toMatch(says);
  expect(out).toBe('');
  expect(code).toBe(1);
}

function start(data: string, ...args: string[]): Promise<Ran> {
  return runCommand('start', '--json', '--data', data, '--port', '0', ...args);
}

async function startAndStop(data: string): Promise<void> {
  await (await startGateway({ data, host: '127.0.0.1', port: 0 })).stop();
}

async function postIntake({ sources, credentials }: Running): Promise<void> {
  const body = intakeForm(patient(seededRandom(7)), 'before');
  const secret = credentials.sources.intake;
  const response = await postWebhook(sources['intake']?.url ?? '', secret, 'before', body);
  expect(response.status).toBe(202);
}

describe('a start that cannot be', () => {
  it('says so when the address is not of this machine', async () => {
    const ending = await start(await folderForAll(), '--host', '192.0.2.1');
    expectOneSentence(ending, /192\.0\.2\.1 is not an address of this machine/);
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
});

describe('a damaged data folder', () => {
  let whole: string;

  beforeAll(async () => {
    whole = await folderForAll();
    const gateway = await startGateway({ data: whole, host: '127.0.0.1', port: 0 });
    await postIntake(gateway);
    await gateway.stop();
    // Opening it once more moves what was written into LevelDB's sorted tables.
    await startAndStop(whole);
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
    await startAndStop(data);
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
});
