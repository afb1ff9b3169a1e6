import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { errorCode } from './data-folder-error.ts';
import { createWhole, removeLeftovers, writeWhole } from './durable-file.ts';

const headSchema = z.object({
  key: z.string(),
  contentType: z.string(),
  contentEncoding: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  /** MD5, hex. */
  etag: z.string(),
  /** CRC-32, base64. */
  crc32: z.string(),
  /** ISO 8601. */
  modifiedAt: z.string(),
});
export type ObjectHead = z.infer<typeof headSchema>;

export interface StoredObject {
  readonly head: ObjectHead;
  readonly bytes: Buffer;
}

/** The objects of one bucket. Each is one file: a line of JSON about it, then its bytes. */
export interface ObjectFolder {
  /** @returns `exists`, having changed nothing, when `mustBeNew` and the key is taken. */
  put(object: StoredObject, mustBeNew: boolean): Promise<'stored' | 'exists'>;
  get(key: string): Promise<StoredObject | undefined>;
}

/** File names hold 255 bytes on every common system; longer ones become a hash. */
const MAX_NAME = 200;

/** Opens the bucket's folder, creating it when it is absent. */
export async function openObjectFolder(folder: string): Promise<ObjectFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  return {
    put: async (object, mustBeNew) => {
      const head = Buffer.from(`${JSON.stringify(object.head)}\n`);
      const content = Buffer.concat([head, object.bytes]);
      const path = join(folder, objectFileName(object.head.key));
      if (mustBeNew) return (await createWhole(path, content)) === 'exists' ? 'exists' : 'stored';
      await writeWhole(path, content);
      return 'stored';
    },
    get: async (key) => {
      let content: Buffer;
      try {
        content = await readFile(join(folder, objectFileName(key)));
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
      const end = content.indexOf(0x0a);
      const head = headSchema.parse(JSON.parse(content.toString('utf8', 0, Math.max(end, 0))));
      return { head, bytes: content.subarray(end + 1) };
    },
  };
}

/**
 * A file name for any key: one per key, also where case makes no difference, and never a path. Lower-case
 * letters, digits, hyphen and underscore stand for themselves, every other byte is percent-encoded.
 */
export function objectFileName(key: string): string {
  let name = '';
  for (const byte of Buffer.from(key, 'utf8')) {
    const character = String.fromCharCode(byte);
    name += /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }
  if (name.length > MAX_NAME) name = `+${createHash('sha256').update(key).digest('hex')}`;
  return `${name}.object`;
}
