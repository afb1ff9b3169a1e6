import { createHash, randomUUID } from 'node:crypto';
import { access, type FileHandle, link, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { cannot, DataFolderError } from '../data-folder-error.ts';
import { isOfTheProcess, MARKER, openDataFolder } from '../data-folder.ts';
import { isTemporary } from '../durable-file.ts';
import { checkParts } from '../data-parts.ts';
import { type BackupSummary, CHUNK, entrySchema } from './backup-format.ts';

/**
 * Copies a data folder, key file and credentials included, into one new file that only its owner reads. The folder is
 * locked meanwhile, so that what is copied is of one moment.
 *
 * @param folder the data folder of a gateway that does not run
 * @param file where the backup goes; nothing may have that name
 * @param now ISO 8601
 * @throws DataFolderError when the gateway runs, when the folder holds no gateway's data or lacks a part, when there is such
 *   a file, or when the system refuses; then no file is left.
 */
export async function writeBackup(
  folder: string,
  file: string,
  now: string,
): Promise<BackupSummary> {
  const path = resolve(folder);
  const target = resolve(file);
  // Opening a folder would make it.
  await access(join(path, MARKER)).catch(() => {
    throw new DataFolderError(`There is no gateway's data in ${path}.`);
  });
  if (target.startsWith(path + sep)) {
    throw new DataFolderError(`The backup cannot be put into the data folder ${path} itself.`);
  }
  const data = await openDataFolder(path);
  try {
    await checkParts(path);
    return await writeNew(path, target, now);
  } finally {
    await data.close();
  }
}

async function writeNew(path: string, target: string, now: string): Promise<BackupSummary> {
  const temporary = join(dirname(target), `.tmp-${randomUUID()}`);
  try {
    const out = await open(temporary, 'wx', 0o600);
    let summary: BackupSummary;
    try {
      summary = await writeAll(out, path, now);
      await out.sync();
    } finally {
      await out.close();
    }
    // A hard link, unlike a rename, refuses to replace what is there.
    await link(temporary, target);
    return summary;
  } catch (error) {
    throw cannot('write the backup', target, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeAll(out: FileHandle, path: string, now: string): Promise<BackupSummary> {
  const whole = createHash('sha256');
  const write = async (bytes: Uint8Array): Promise<void> => {
    whole.update(bytes);
    await out.writeFile(bytes);
  };
  const line = (value: object) => write(Buffer.from(`${JSON.stringify(value)}\n`));

  await line({ cordonBackup: 1, createdAt: now });
  let files = 0;
  let total = 0;
  for (const name of await listFiles(path)) {
    const from = join(path, name);
    const handle = await open(from, 'r').catch((error: unknown) => {
      throw cannot('read', from, error);
    });
    try {
      const { size } = await handle.stat();
      await line(entrySchema.parse({ path: name.split(sep).join('/'), bytes: size }));
      const own = createHash('sha256');
      for await (const chunk of chunksOf(handle, size, from)) {
        own.update(chunk);
        await write(chunk);
      }
      await line({ sha256: own.digest('hex') });
      total += size;
    } finally {
      await handle.close();
    }
    files += 1;
  }
  await line({ files, sha256: whole.copy().digest('hex') });
  return { files, bytes: total, sha256: whole.digest('hex') };
}

async function* chunksOf(handle: FileHandle, size: number, path: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < size;) {
    const buffer = Buffer.alloc(Math.min(CHUNK, size - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, at);
    if (bytesRead === 0) throw new DataFolderError(`The file ${path} changed while it was read.`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Paths of the files below, in a fixed order, without what is of a running process alone. */
async function listFiles(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw cannot('read', folder, error);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = join(folder, entry.name);
      if (isTemporary(entry.name) || (folder === path && isOfTheProcess(entry.name))) continue;
      if (entry.isDirectory()) await visit(at);
      else if (entry.isFile()) found.push(relative(path, at));
      else throw new DataFolderError(`${at} is neither a file nor a folder; take it away first.`);
    }
  };
  await visit(path);
  return found;
}
