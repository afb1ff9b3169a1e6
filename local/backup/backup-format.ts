import * as z from 'zod';

/**
 * A backup is one file: a line of JSON that says what it is; for each file of the data folder a line with path and size,
 * its bytes as they are, and a line with their SHA-256; and at the end a line with the number of files and the SHA-256 of all that
 * is before it. Every line ends with a line feed.
 */
export const headSchema = z.strictObject({
  cordonBackup: z.literal(1),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const entrySchema = z.strictObject({
  path: z.string().refine(isSafePath),
  bytes: z.number().int().nonnegative(),
});

export const entryEndSchema = z.strictObject({ sha256 });

export const endSchema = z.strictObject({ files: z.number().int().nonnegative(), sha256 });

/** Bytes of a line, at most. */
export const MAX_LINE = 4096;

/** Bytes that are read at once. */
export const CHUNK = 1024 * 1024;

/** What a backup held, for whoever made or restored it. */
export interface BackupSummary {
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** Of the backup as a whole, as `sha256sum` prints it. */
  readonly sha256: string;
}

/** A path below the data folder, its parts joined by `/`, that leads nowhere else on any system. */
function isSafePath(path: string): boolean {
  return (
    path.length <= 1000 &&
    path
      .split('/')
      .every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part))
  );
}
