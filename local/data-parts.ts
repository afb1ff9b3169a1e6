import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CREDENTIALS_FILE } from './credentials.ts';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import { createWhole } from './durable-file.ts';

/** Written when a first start has put everything in place: what is absent afterwards was lost. */
const COMPLETE = 'first-start.complete';

interface Part {
  /** What it is, at the beginning of a sentence. */
  readonly what: string;
  readonly file: string;
  /** What is there only after the part was. */
  readonly since: string;
  readonly lost: string;
}

const PARTS: readonly Part[] = [
  {
    what: 'The file of credentials',
    file: CREDENTIALS_FILE,
    since: 'dynamodb',
    lost: 'new ones would lock out whoever uses the old ones',
  },
  {
    what: 'The key file',
    file: join('kms', 'kms-keys.json'),
    since: 'tables.created',
    lost: 'what was sealed cannot be opened without it',
  },
  {
    what: 'The secret file',
    file: join('secrets', 'secrets.json'),
    since: COMPLETE,
    lost: 'webhooks cannot be verified and signed as before without it',
  },
];

/**
 * Makes sure that no part of a data folder is gone which other parts depend on. Keys and secrets are never
 * made anew beside data that was written under old ones.
 *
 * @throws DataFolderError
 */
export async function checkParts(folder: string): Promise<void> {
  for (const { what, file, since, lost } of PARTS) {
    const path = join(folder, file);
    if (!(await isThere(join(folder, since))) || (await isThere(path))) continue;
    throw new DataFolderError(
      `${what} ${path} is missing, and ${lost}; restore it from a backup or choose a new data folder.`,
    );
  }
}

/** To be called when everything that a first start makes is there. */
export async function noteComplete(folder: string): Promise<void> {
  const path = join(folder, COMPLETE);
  await createWhole(path, '').catch((error: unknown) => {
    throw cannot('write', path, error);
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return false;
    throw cannot('read', path, error);
  }
}
