import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

/** A new empty folder that stays until the tests of the file are over. */
export async function folderForAll(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-e2e-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  await Promise.all(
    folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  );
});
