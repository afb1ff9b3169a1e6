import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { doAfterTest } from '../support/afterwards.ts';

/** A new empty folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-test-'));
  doAfterTest(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
