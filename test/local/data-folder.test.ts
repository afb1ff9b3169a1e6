import { chmod, chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataFolderError, openDataFolder } from '../../local/data-folder.ts';
import { startChild } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function mode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('the data folder', () => {
  it('is created for its owner alone, with folders of its own, and opened again', async () => {
    const path = join(await temporaryFolder(), 'deep', 'data');
    const data = await openDataFolder(path);
    expect(data.path).toBe(path);
    expect(await mode(path)).toBe(0o700);
    const inner = await data.folder('mailbox');
    expect(inner).toBe(join(path, 'mailbox'));
    expect(await mode(inner)).toBe(0o700);
    await data.close();
    await data.close();

    await chmod(path, 0o755);
    const again = await openDataFolder(path);
    expect(await mode(path)).toBe(0o700);
    await again.close();
  });

  it.runIf(existsSync('/proc/self'))('is refused where the system makes no folders', async () => {
    for (const path of ['/proc/cordon', '/proc/cordon/deep/data', '/proc/self/status/data']) {
      await expect(openDataFolder(path)).rejects.toThrow(DataFolderError);
    }
  });

  it('is opened by one process at a time, and says by which', async () => {
    const path = await temporaryFolder();
    const data = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(
      new DataFolderError(
        `Another Cordon (process ${String(process.pid)}) is using the data folder ${path}.`,
      ),
    );
    await data.close();
    await (await openDataFolder(path)).close();
  });

  it('is taken over from a process that was killed', { timeout: 30_000 }, async () => {
    const path = await temporaryFolder();
    const holder = startChild('data-folder-holder', [path]);
    await holder.line(/^open$/);
    await expect(openDataFolder(path)).rejects.toThrow(`process ${String(holder.process.pid)}`);

    holder.process.kill('SIGKILL');
    // Not waiting for the end: a restart right after a kill must succeed, too.
    const data = await openDataFolder(path);
    await data.close();
    await holder.ended;
  });

  it('is taken over when the number of the holder belongs to another process now', async () => {
    const path = await temporaryFolder();
    await (await openDataFolder(path)).close();
    const lock = join(path, 'cordon.lock');
    await writeFile(lock, JSON.stringify({ pid: process.pid, started: 'before the last boot' }));
    await (await openDataFolder(path)).close();
    await writeFile(lock, 'not a lock');
    await (await openDataFolder(path)).close();
  });

  it('is given to one of many that start at once after a kill', { timeout: 30_000 }, async () => {
    const path = await temporaryFolder();
    await (await openDataFolder(path)).close();
    await writeFile(join(path, 'cordon.lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: 'x' }));
    const starts = await Promise.allSettled(Array.from({ length: 10 }, () => openDataFolder(path)));
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps no half-written file of a process that was killed', async () => {
    const path = await temporaryFolder();
    await writeFile(join(path, '.tmp-1234'), 'half a mar');
    const data = await openDataFolder(path);
    await data.close();
    expect(await readdir(path)).toEqual(['cordon-data.json']);
  });
});

describe('a folder that cannot be used', () => {
  it('is refused untouched when it holds something else', async () => {
    const path = await temporaryFolder();
    await writeFile(join(path, 'thesis.txt'), 'years of work');
    await expect(openDataFolder(path)).rejects.toThrow(
      new DataFolderError(
        `The folder ${path} holds files that are not Cordon's; choose an empty folder for the data.`,
      ),
    );
    expect(await readdir(path)).toEqual(['thesis.txt']);
  });

  it.each([
    ['{"format":5}', 'was written by a newer version of Cordon'],
    ['{"format":3}', 'was written by an earlier version of Cordon'],
    ['{"format":"1"}', 'is damaged'],
    ['{"for', 'is damaged'],
  ])('is refused when its marker holds %s', async (content, sentence) => {
    const path = await temporaryFolder();
    await writeFile(join(path, 'cordon-data.json'), content);
    await expect(openDataFolder(path)).rejects.toThrow(sentence);
    await expect(openDataFolder(path)).rejects.toThrow(DataFolderError);
    expect(await readFile(join(path, 'cordon-data.json'), 'utf8')).toBe(content);
    expect(await readdir(path)).toEqual(['cordon-data.json']);
  });

  it('is refused when a file is in its place', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, '');
    await expect(openDataFolder(path)).rejects.toThrow(
      new DataFolderError(
        `Cordon cannot create the data folder ${path}: a file of that name is in the way.`,
      ),
    );
    await expect(openDataFolder(join(path, 'inner'))).rejects.toThrow('is not a folder');
  });

  it('is refused in one sentence when permission is missing', { timeout: 30_000 }, async () => {
    const parent = await temporaryFolder();
    const path = join(parent, 'data');
    await mkdir(path, { mode: 0o500 });
    // The superuser may do everything, so that the attempt is made by somebody who may not.
    const asRoot = process.getuid?.() === 0;
    const nobody = 65_534;
    if (asRoot) await Promise.all([chmod(parent, 0o755), chown(parent, nobody, nobody)]);
    else await chmod(parent, 0o500);
    const child = startChild('data-folder-holder', asRoot ? [path, String(nobody)] : [path]);
    const line = await child.line(/./);
    await child.ended;
    if (!asRoot) await chmod(parent, 0o700);
    expect(line).toMatch(/^DataFolderError: Cordon cannot .*: permission denied\.$/);
    expect(line).toContain(path);
    // It is there, so nobody has to create it.
    if (asRoot) expect(line).toContain('cannot write to');
  });
});
