import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import { cannot, DataFolderError, errorCode } from '../data-folder-error.ts';
import { openDataFolder } from '../data-folder.ts';
import { checkParts } from '../data-parts.ts';
import {
  type BackupSummary,
  CHUNK,
  endSchema,
  entryEndSchema,
  entrySchema,
  headSchema,
  MAX_LINE,
} from './backup-format.ts';

/**
 * Makes a data folder of a backup: beside its place first, and in its place only when every file was there, whole, and the
 * data is one that this version can use.
 *
 * @param file the backup
 * @param folder where the data goes: a folder that is empty or not there
 * @param expected SHA-256 of the backup as a whole, hex, as it was told when the backup was made
 * @throws DataFolderError when the folder holds something, when the backup is damaged or another one than expected, or
 *   when the system refuses; then the folder is as it was.
 */
export async function restoreBackup(
  file: string,
  folder: string,
  expected?: string,
): Promise<BackupSummary> {
  const path = resolve(folder);
  await refuseUnlessEmpty(path);
  const from = await open(file, 'r').catch((error: unknown) => {
    throw cannot('read the backup', file, error);
  });
  const beside = `${path}.restoring-${randomUUID()}`;
  try {
    await mkdir(beside, { mode: 0o700 }).catch((error: unknown) => {
      throw cannot('create the data folder', path, error);
    });
    const summary = await restoreAll(createReader(from, file), file, beside);
    if (expected !== undefined && expected !== summary.sha256) {
      throw new DataFolderError(`The backup ${file} is another one: it has another SHA-256.`);
    }
    // Says by itself what is missing, or of another version.
    const data = await openDataFolder(beside);
    await checkParts(beside).finally(() => data.close());
    await rename(beside, path);
    return summary;
  } catch (error) {
    throw cannot('restore to', path, error);
  } finally {
    await from.close();
    await rm(beside, { recursive: true, force: true });
  }
}

async function refuseUnlessEmpty(path: string): Promise<void> {
  const there = await readdir(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw cannot('read', path, error);
  });
  if (there.length > 0) {
    throw new DataFolderError(
      `The folder ${path} is not empty; nothing is restored over what is there.`,
    );
  }
}

async function restoreAll(reader: Reader, file: string, to: string): Promise<BackupSummary> {
  const damaged = (what: string) =>
    new DataFolderError(`The backup ${file} is damaged: ${what}. Nothing was restored.`);
  const parse = <T>(schema: z.ZodType<T>, line: string | undefined, what: string): T => {
    const parsed = schema.safeParse(parseJson(line));
    if (!parsed.success) throw damaged(what);
    return parsed.data;
  };

  if (!headSchema.safeParse(parseJson(await reader.line())).success) {
    throw new DataFolderError(
      `The file ${file} is no backup that this version of Cordon can read.`,
    );
  }
  let files = 0;
  let total = 0;
  for (;;) {
    const before = reader.digest();
    const line = await reader.line();
    const end = endSchema.safeParse(parseJson(line));
    if (end.success) {
      if (end.data.files !== files) throw damaged('files are missing');
      if (end.data.sha256 !== before) throw damaged('its checksum is wrong');
      if (!(await reader.isAtEnd())) throw damaged('something stands behind its end');
      return { files, bytes: total, sha256: reader.digest() };
    }
    const { path, bytes } = parse(
      entrySchema,
      line,
      'it ends early, or its list of files is wrong',
    );
    const at = join(to, ...path.split('/'));
    await mkdir(dirname(at), { recursive: true, mode: 0o700 });
    const own = createHash('sha256');
    const out = await open(at, 'wx', 0o600).catch((error: unknown) => {
      throw errorCode(error) === 'EEXIST' ? damaged('a file is in it twice') : error;
    });
    try {
      const isWhole = await reader.take(bytes, async (chunk) => {
        own.update(chunk);
        await out.writeFile(chunk);
      });
      if (!isWhole) throw damaged('it ends early');
      await out.sync();
    } finally {
      await out.close();
    }
    const { sha256 } = parse(entryEndSchema, await reader.line(), 'a file in it has no checksum');
    if (sha256 !== own.digest('hex')) throw damaged('the checksum of a file in it is wrong');
    files += 1;
    total += bytes;
  }
}

function parseJson(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as unknown);
  } catch {
    return undefined;
  }
}

/** Reads a backup from its beginning to its end. */
interface Reader {
  /** @returns a line without its end, or undefined where none ends within what a line may be. */
  line(): Promise<string | undefined>;
  /** Hands out so many bytes. @returns false when there are fewer. */
  take(bytes: number, to: (chunk: Buffer) => Promise<void>): Promise<boolean>;
  isAtEnd(): Promise<boolean>;
  /** SHA-256 of all that was read so far, hex. */
  digest(): string;
}

function createReader(handle: FileHandle, file: string): Reader {
  const hash = createHash('sha256');
  let buffer: Buffer = Buffer.alloc(0);
  /** Reads on until there are so many bytes, or no more. */
  const fill = async (wanted: number): Promise<void> => {
    while (buffer.byteLength < wanted) {
      const { bytesRead, buffer: chunk } = await handle
        .read(Buffer.alloc(CHUNK), 0, CHUNK)
        .catch((error: unknown) => {
          throw cannot('read the backup', file, error);
        });
      if (bytesRead === 0) return;
      buffer = Buffer.concat([buffer, chunk.subarray(0, bytesRead)]);
    }
  };
  const consume = (bytes: number): Buffer => {
    const taken = buffer.subarray(0, bytes);
    buffer = buffer.subarray(bytes);
    hash.update(taken);
    return taken;
  };
  return {
    async line() {
      await fill(MAX_LINE);
      const end = buffer.subarray(0, MAX_LINE).indexOf(0x0a);
      return end === -1 ? undefined : consume(end + 1).toString('utf8', 0, end);
    },
    async take(bytes, to) {
      for (let left = bytes; left > 0;) {
        await fill(1);
        if (buffer.byteLength === 0) return false;
        const chunk = consume(Math.min(left, buffer.byteLength));
        left -= chunk.byteLength;
        await to(chunk);
      }
      return true;
    },
    async isAtEnd() {
      await fill(1);
      return buffer.byteLength === 0;
    },
    digest: () => hash.copy().digest('hex'),
  };
}
