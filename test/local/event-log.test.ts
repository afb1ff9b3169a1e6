import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEventLog } from '../../local/event-log.ts';
import { startChild } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const EVENT = { event: 'gateway.started' } as never;

describe('the log', () => {
  it('goes on where the last run ended', async () => {
    const folder = join(await temporaryFolder(), 'logs');
    for (let run = 0; run < 2; run++) {
      const log = await openEventLog(folder);
      log.write(EVENT);
      await log.close();
    }
    const lines = (await readFile(join(folder, 'cordon.log'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      'gateway.started',
      'gateway.started',
    ]);
  });

  it('is refused in one sentence when a file is in the place of its folder', async () => {
    const folder = join(await temporaryFolder(), 'logs');
    await writeFile(folder, '');
    await expect(openEventLog(folder)).rejects.toThrow(
      `Cordon cannot use the folder of the log ${folder}: a file of that name is in the way.`,
    );
  });

  it('is refused in one sentence when it cannot be written', { timeout: 30_000 }, async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'cordon.log');
    await mkdir(folder, { recursive: true });
    await writeFile(path, '', { mode: 0o400 });
    // The superuser may do everything, so that the attempt is made by somebody who may not.
    const asRoot = process.getuid?.() === 0;
    if (asRoot) await Promise.all([chmod(path, 0o600), chown(folder, 65_534, 65_534)]);
    const child = startChild('event-log-holder', asRoot ? [folder, '65534'] : [folder]);
    expect(await child.line(/./)).toBe(
      `DataFolderError: Cordon cannot write the log ${path}: permission denied.`,
    );
    await child.ended;
  });
});
