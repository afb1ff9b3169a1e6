import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './data-folder-error.ts';

/**
 * Files that are either whole or absent, whatever moment the process or the machine is stopped at:
 * the bytes go to a temporary file in the same folder, which then takes the name in one step.
 */

const TEMPORARY_PREFIX = '.tmp-';

export interface WriteOptions {
  /** Permission bits; 0600 unless told. */
  readonly mode?: number;
  /**
   * Also force the bytes and the name to the disk, so that a power cut loses nothing. Without it a write
   * survives the death of the process, not of the machine. True unless told.
   */
  readonly sync?: boolean;
}

/** Creates or replaces the file at `path`. Returns when it is durable. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  const temporary = await writeTemporary(path, bytes, options);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (options.sync !== false) await syncFolder(dirname(path));
}

/**
 * Creates the file at `path` only if no file has that name; two writers at once never both succeed.
 * Returns when it is durable.
 */
export async function createWhole(
  path: string,
  bytes: Uint8Array | string,
  options: WriteOptions = {},
): Promise<'created' | 'exists'> {
  const temporary = await writeTemporary(path, bytes, options);
  try {
    // A hard link, unlike a rename, refuses to replace what is there.
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'exists';
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  if (options.sync !== false) await syncFolder(dirname(path));
  return 'created';
}

/** Removes what a killed process left half-written. Only while no one else writes to the folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  const leftovers = names.filter((name) => name.startsWith(TEMPORARY_PREFIX));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

/** True for the name of a file that is still being written. */
export function isTemporary(name: string): boolean {
  return name.startsWith(TEMPORARY_PREFIX);
}

async function writeTemporary(
  path: string,
  bytes: Uint8Array | string,
  options: WriteOptions,
): Promise<string> {
  const temporary = join(dirname(path), `${TEMPORARY_PREFIX}${randomUUID()}`);
  const file = await open(temporary, 'wx', options.mode ?? 0o600);
  try {
    await file.writeFile(bytes);
    if (options.sync !== false) await file.sync();
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await file.close();
  return temporary;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some systems cannot sync a folder; the file itself is synced already.
    const code = errorCode(error);
    if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'EISDIR') throw error;
  } finally {
    await handle.close();
  }
}
