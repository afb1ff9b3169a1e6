import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's root, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

export interface PlantedTree {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * A folder of its own, outside the clone: copies of the named files and folders of the clone (those
 * that exist), its installed packages, and planted files, which must not be there already.
 */
export async function plantTree(
  copies: readonly string[],
  planted: Readonly<Record<string, string>>,
): Promise<PlantedTree> {
  const outer = await realpath(await mkdtemp(join(tmpdir(), 'cordon-planted-')));
  const folder = join(outer, 'tree');
  for (const name of copies) {
    if (existsSync(join(ROOT, name))) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    }
  }
  await mkdir(folder, { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, content] of Object.entries(planted)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content, { flag: 'wx' });
  }
  return { folder, remove: () => rm(outer, { recursive: true, force: true }) };
}
