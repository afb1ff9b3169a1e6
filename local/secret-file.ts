import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { cannot, DataFolderError, errorCode } from './data-folder-error.ts';
import { removeLeftovers, writeWhole } from './durable-file.ts';

const secretSchema = z.object({
  name: z.string(),
  arn: z.string(),
  /** Newest first. */
  versions: z.array(
    z.object({
      versionId: z.string(),
      stages: z.array(z.string()),
      value: z.string(),
      createdAt: z.string(),
    }),
  ),
});
export type StoredSecret = z.infer<typeof secretSchema>;

const fileSchema = z.object({ notice: z.string(), secrets: z.array(secretSchema) });

const FILE = 'secrets.json';
const NOTICE = 'DEVELOPMENT ONLY. These secrets are in the clear.';

/** All secrets, in one file. */
export interface SecretFile {
  secrets(): readonly StoredSecret[];
  /**
   * Runs `edit` on a copy of the secrets, one edit at a time, and keeps the copy when it returns. The
   * result is given back after the file is durable; when `edit` throws, nothing changes.
   */
  change<Result>(edit: (secrets: StoredSecret[]) => Result): Promise<Result>;
}

/** @throws DataFolderError when the file is damaged or not accessible. It is never replaced then. */
export async function openSecretFile(folder: string): Promise<SecretFile> {
  const path = join(folder, FILE);
  let secrets = await read(folder, path).catch((error: unknown) => {
    throw cannot('use the secret file', path, error);
  });
  let last: Promise<unknown> = Promise.resolve();
  return {
    secrets: () => secrets,
    change: (edit) => {
      const turn = last.then(async () => {
        const copy = structuredClone(secrets);
        const result = edit(copy);
        const text = `${JSON.stringify({ notice: NOTICE, secrets: copy }, undefined, 2)}\n`;
        await writeWhole(path, text, { mode: 0o600 });
        secrets = copy;
        return result;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function read(folder: string, path: string): Promise<StoredSecret[]> {
  await removeLeftovers(folder);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return parsed.data.secrets;
  throw new DataFolderError(
    `The secret file ${path} is damaged; restore it from a backup or choose a new data folder.`,
  );
}
