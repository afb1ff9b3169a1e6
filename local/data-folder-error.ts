/**
 * The data folder cannot be used: locked, corrupt, forbidden, of another version. The message is one
 * sentence for the operator that names the folder or file and nothing that it holds; the process is
 * expected to print it and end.
 */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** The system's error code (`EACCES`, `ENOENT`, `LEVEL_LOCKED`, ...), when there is one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'part of the path is not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENOENT: 'it does not exist',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** A {@link DataFolderError} that says what could not be done with `path`, and why, in one sentence. */
export function cannot(action: string, path: string, error: unknown): DataFolderError {
  if (error instanceof DataFolderError) return error;
  const code = errorCode(error);
  const reason = (code && REASONS[code]) ?? 'the system refused';
  return new DataFolderError(`Cordon cannot ${action} ${path}: ${reason}.`);
}
