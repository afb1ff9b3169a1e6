import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import { createWhole, isTemporary, removeLeftovers } from './durable-file.ts';
import { acquireLock } from './process-lock.ts';

export { DataFolderError } from './data-folder-error.ts';

/** The one folder that holds everything the embedded runtime keeps. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** Makes sure that the subfolder exists, readable by its owner alone, and returns its path. */
  folder(name: string): Promise<string>;
  /** Lets another process use the folder. */
  close(): Promise<void>;
}

/** Version of the folder's layout. A change that an older Cordon cannot read adds one. */
const FORMAT = 4;

/** Says that a folder is Cordon's, and of which format. */
export const MARKER = 'cordon-data.json';
const LOCK = 'cordon.lock';
/** The running gateway's address, for other commands on this machine. */
export const RUNTIME_FILE = 'runtime.json';

const markerSchema = z.object({ format: z.number().int().positive() });

/**
 * Opens the data folder for this process alone, creating it (mode 0700) when it is absent.
 *
 * @throws DataFolderError when another Cordon uses it, when it holds something else, when it was
 *   written by a newer version, when its marker is damaged, or when the system denies access.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  await makePrivate(path);
  const before = await readdir(path).catch((error: unknown) => {
    throw cannot('read the data folder', path, error);
  });
  // Checked before anything is written: a mistyped --data must not leave files in someone's folder.
  if (!before.includes(MARKER) && before.some((name) => !isOwn(name))) {
    throw new DataFolderError(
      `The folder ${path} holds files that are not Cordon's; choose an empty folder for the data.`,
    );
  }
  const lock = await acquireLock(join(path, LOCK)).catch((error: unknown) => {
    throw cannot('write to the data folder', path, error);
  });
  if ('heldBy' in lock) {
    throw new DataFolderError(
      `Another Cordon (process ${String(lock.heldBy)}) is using the data folder ${path}.`,
    );
  }
  try {
    await removeLeftovers(path);
    await checkMarker(path);
  } catch (error) {
    await lock.release();
    throw cannot('use the data folder', path, error);
  }
  return {
    path,
    folder: async (name) => {
      const inner = join(path, name);
      await makePrivate(inner);
      return inner;
    },
    close: () => lock.release(),
  };
}

/** Files of a data folder that say something of the process that uses it, and nothing of the data. */
export function isOfTheProcess(name: string): boolean {
  return name === RUNTIME_FILE || name === LOCK || name.startsWith(`${LOCK}.`);
}

/** Names that a start which was killed before it wrote the marker may have left. */
function isOwn(name: string): boolean {
  return name === LOCK || name.startsWith(`${LOCK}.`) || isTemporary(name);
}

async function makePrivate(path: string): Promise<void> {
  await makeFolders(path).catch((error: unknown) => {
    throw cannot('create the data folder', path, error);
  });
  // An older folder, or one made under a wide umask, may be open to others. That of another user stays as it is.
  await chmod(path, 0o700).catch((error: unknown) => {
    throw cannot('write to the data folder', path, error);
  });
}

/**
 * The folder and those above it. Node's own recursive mkdir never returns where the system says that a
 * folder does not exist in one that does, as Linux does below /proc.
 */
async function makeFolders(path: string): Promise<void> {
  const code = await makeFolder(path);
  if (code !== 'ENOENT') return;
  const above = dirname(path);
  const isThere = await stat(above).then(
    () => true,
    () => false,
  );
  if (!isThere) await makeFolders(above);
  if (isThere || (await makeFolder(path)) === 'ENOENT') {
    throw new DataFolderError(
      `Cordon cannot create the data folder ${path}: the system makes no folders there.`,
    );
  }
}

/** @returns `ENOENT` when there is nothing to make it in; a folder that is there already is fine. */
async function makeFolder(path: string): Promise<'made' | 'ENOENT'> {
  try {
    await mkdir(path, { mode: 0o700 });
    return 'made';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return 'ENOENT';
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return 'made';
    throw error;
  }
}

async function checkMarker(path: string): Promise<void> {
  const file = join(path, MARKER);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw cannot('read', file, error);
  });
  if (text === undefined) {
    await createWhole(file, `${JSON.stringify({ format: FORMAT })}\n`);
    return;
  }
  const marker = markerSchema.safeParse(parseJson(text));
  if (!marker.success) {
    throw new DataFolderError(
      `The file ${file} is damaged; restore the data folder from a backup.`,
    );
  }
  if (marker.data.format > FORMAT) {
    throw new DataFolderError(`The data folder ${path} was written by a newer version of Cordon.`);
  }
  if (marker.data.format < FORMAT) {
    throw new DataFolderError(
      `The data folder ${path} was written by an earlier version of Cordon; remove it, or name another with --data, to start anew.`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
