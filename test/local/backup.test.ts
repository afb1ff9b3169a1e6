import { appendFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../local/backup/restore-backup.ts';
import { writeBackup } from '../../local/backup/write-backup.ts';
import { openDataFolder } from '../../local/data-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOW = '2026-11-26T12:00:00.000Z';
const BINARY = Buffer.from([0, 10, 13, 10, 255, 123]);

let folder: string;
let data: string;
let file: string;
let restored: string;

/** A data folder that holds little, and its backup. */
beforeEach(async () => {
  folder = await temporaryFolder();
  [data, file, restored] = ['data', 'backup', 'restored'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const opened = await openDataFolder(data);
  const deep = join(await opened.folder('s3'), 'vault');
  await mkdir(deep);
  await writeFile(join(deep, 'a%2fb.object'), BINARY);
  await writeFile(join(deep, 'empty.object'), '');
  await writeFile(join(data, 'runtime.json'), '{}');
  await writeFile(join(data, '.tmp-half'), 'half');
  await opened.close();
});

describe('a backup', () => {
  it('comes back to the byte, without what was of a running process, for its owner alone', async () => {
    const written = await writeBackup(data, file, NOW);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await restoreBackup(file, restored, written.sha256)).toEqual(written);
    expect((await readdir(restored, { recursive: true })).sort()).toEqual(
      [
        'cordon-data.json',
        's3',
        's3/vault',
        's3/vault/a%2fb.object',
        's3/vault/empty.object',
      ].sort(),
    );
    expect(await readFile(join(restored, 's3', 'vault', 'a%2fb.object'))).toEqual(BINARY);
    expect((await stat(join(restored, 's3', 'vault'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(restored, 'cordon-data.json'))).mode & 0o777).toBe(0o600);
    await (await openDataFolder(restored)).close();
  });

  it('is not made while somebody uses the folder, over a file, into the folder, or of nothing', async () => {
    const opened = await openDataFolder(data);
    await expect(writeBackup(data, file, NOW)).rejects.toThrow(/is using the data folder/);
    await opened.close();
    await writeFile(file, 'mine');
    await expect(writeBackup(data, file, NOW)).rejects.toThrow(/a file of that name is in the way/);
    expect(await readFile(file, 'utf8')).toBe('mine');
    await expect(writeBackup(data, join(data, 'b'), NOW)).rejects.toThrow(/into the data folder/);
    await expect(writeBackup(join(folder, 'none'), file, NOW)).rejects.toThrow(/no gateway's data/);
    expect((await readdir(folder)).sort()).toEqual(['backup', 'data']);
  });

  it('follows no link out of the folder', async () => {
    await symlink('/etc/hostname', join(data, 'link'));
    await expect(writeBackup(data, file, NOW)).rejects.toThrow(/neither a file nor a folder/);
    expect(await readdir(folder)).toEqual(['data']);
  });
});

describe('restoring', () => {
  const refused = async (says: RegExp, expected?: string): Promise<void> => {
    await expect(restoreBackup(file, restored, expected)).rejects.toThrow(says);
    // Nothing is left, in its place or beside it.
    expect((await readdir(folder)).sort()).toEqual(['backup', 'data']);
  };

  it('refuses a backup of which any byte was changed, or that was cut or added to', async () => {
    await writeBackup(data, file, NOW);
    const whole = await readFile(file);
    for (let at = 0; at < whole.byteLength; at += 17) {
      const changed = Buffer.from(whole);
      changed[at] = changed[at]! ^ 1;
      await writeFile(file, changed);
      await refused(/is damaged|is no backup/);
    }
    for (const length of [0, 1, 60, whole.byteLength - 1]) {
      await writeFile(file, whole.subarray(0, length));
      await refused(/is damaged|is no backup/);
    }
    await writeFile(file, whole);
    await appendFile(file, ' ');
    await refused(/something stands behind its end/);
  });

  it('refuses another backup than the one that was meant', async () => {
    await writeBackup(data, file, NOW);
    await refused(/another SHA-256/, '0'.repeat(64));
  });

  it.each([
    ['../outside', 'leads out of the folder'],
    ['/etc/outside', 'begins at the root'],
    ['a/../../outside', 'leads out of the folder by a way round'],
    ['a\\..\\outside', 'would lead out on another system'],
    ['', 'is empty'],
  ])('writes no file whose path is %j, which %s', async (path) => {
    const head = { cordonBackup: 1, createdAt: NOW };
    const lines = [head, { path, bytes: 0 }, { sha256: '0'.repeat(64) }];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await refused(/its list of files is wrong/);
  });

  it('writes over nothing that is there', async () => {
    await writeBackup(data, file, NOW);
    await expect(restoreBackup(file, data)).rejects.toThrow(/is not empty/);
    await mkdir(restored);
    await restoreBackup(file, restored);
    expect(await readdir(restored)).toContain('cordon-data.json');
  });

  it('refuses data that a newer version wrote', async () => {
    await writeFile(join(data, 'cordon-data.json'), '{"format":4}');
    await writeBackup(data, file, NOW);
    const text = (await readFile(file)).toString('latin1');
    expect(text).toContain('{"format":4}');
    await writeFile(join(data, 'cordon-data.json'), '{"format":99}');
    await expect(writeBackup(data, join(folder, 'other'), NOW)).rejects.toThrow(/newer version/);
  });
});
