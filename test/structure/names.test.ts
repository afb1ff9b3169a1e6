import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './planted-tree.ts';

const FOLDERS = ['bench', 'bin', 'lambdas', 'lib', 'local', 'policy', 'scripts', 'test'];

/** Paths below a folder, with slashes; a folder that does not exist yet has none. */
function pathsBelow(folder: string): readonly string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replaceAll('\\', '/'),
    );
  } catch {
    return [];
  }
}

describe('names in the tree', () => {
  const paths = FOLDERS.flatMap((folder) =>
    pathsBelow(folder)
      // Case files keep the names of their source.
      .filter((path) => !(folder === 'test' && path.startsWith('corpus')))
      .map((path) => `${folder}/${path}`),
  );

  it('are in kebab-case', () => {
    const odd = paths.filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return !/^(\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*|[A-Z]+\.md)$/.test(name);
    });
    expect(odd).toEqual([]);
    expect(paths.length).toBeGreaterThan(50);
  });

  it('say what is inside: there is no drawer for odds and ends', () => {
    expect(paths.filter((path) => /\/(utils?|helpers?|common|misc)(\/|\.|$)/.test(path))).toEqual(
      [],
    );
  });
});
