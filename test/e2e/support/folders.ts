import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doAfterFile } from '../../support/afterwards.ts';

/** A new empty folder that stays until the tests of the file are over. */
export async function folderForAll(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-e2e-'));
  doAfterFile(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
