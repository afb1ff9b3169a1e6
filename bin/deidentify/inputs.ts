import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { CommandInputError, whyUnread } from './problems.ts';

/** One file to read, and where its output belongs below the output folder. */
export interface InputFile {
  /** As the user would name it. */
  readonly path: string;
  /** Relative to the output folder. */
  readonly target: string;
  /** Why it is not even opened. */
  readonly refused?: 'link' | 'not_a_file' | 'no_permission';
}

/**
 * The files that paths name, folders with all that is below them, in the order of their names. Links in folders
 * are not followed: what they lead to may lie anywhere.
 *
 * @param out the output folder: what is below it is output, not input
 * @throws CommandInputError for a path that does not exist
 */
export function listInputs(paths: readonly string[], out: string | undefined): InputFile[] {
  const outside = out === undefined ? undefined : realPathOf(out);
  const files: InputFile[] = [];
  for (const path of paths) {
    const isFolder = isDirectory(path);
    // Several paths keep their own names, so that their files do not meet.
    const below = paths.length > 1 && isFolder ? basename(realpathSync(path)) : '';
    if (isFolder) walk(path, path, below, outside, files);
    else files.push({ path, target: basename(path) });
  }
  return files;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new CommandInputError(whyUnread(path, error));
  }
}

function walk(
  root: string,
  folder: string,
  below: string,
  out: string | undefined,
  files: InputFile[],
): void {
  if (out !== undefined && realPathOf(folder) === out) return;
  const target = (path: string): string => join(below, relative(root, path));
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    files.push({ path: folder, target: target(folder), refused: 'no_permission' });
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) walk(root, path, below, out, files);
    else if (stat?.isFile() === true) files.push({ path, target: target(path) });
    else if (stat !== undefined) {
      const refused = stat.isSymbolicLink() ? 'link' : 'not_a_file';
      files.push({ path, target: target(path), refused });
    }
  }
}

/** Undefined for what does not exist. */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
