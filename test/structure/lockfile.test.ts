import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plantTree, ROOT } from './planted-tree.ts';
import { runTool } from './run-tool.ts';

const HASH = `sha512-${'A'.repeat(86)}==`;

const MANIFEST = {
  name: 'planted',
  dependencies: { left: '1.2.3' },
  devDependencies: { right: '4.5.6-rc.1' },
  overrides: { left: { deep: '0.1.0' } },
};

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { left: '1.2.3' }, devDependencies: { right: '4.5.6-rc.1' } },
    'node_modules/left': { version: '1.2.3', integrity: HASH, dependencies: { deep: '~0.1.0' } },
    'node_modules/left/node_modules/deep': { version: '0.1.0', inBundle: true },
    'node_modules/right': { version: '4.5.6-rc.1', integrity: HASH },
  },
};

const ADDRESS = 'https://mirror.invalid/left-1.2.3.tgz';

/** The lockfile with one package's entry changed. */
function withLeft(change: Readonly<Record<string, unknown>>): object {
  const left = { ...LOCK.packages['node_modules/left'], ...change };
  return { ...LOCK, packages: { ...LOCK.packages, 'node_modules/left': left } };
}

async function check(
  manifest: object,
  lock: object | string,
  npmrc = '',
): Promise<{ exitCode: number; problems: string[] }> {
  const tree = await plantTree([], {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': typeof lock === 'string' ? lock : JSON.stringify(lock),
    '.npmrc': npmrc,
  });
  try {
    const { exitCode, stderr } = await runTool('scripts/check-lockfile.mjs', [], tree.folder);
    return { exitCode, problems: stderr.split('\n').filter((line) => line !== '') };
  } finally {
    await tree.remove();
  }
}

const BROKEN: readonly (readonly [string, object, object | string, string, string])[] = [
  ['a range', { ...MANIFEST, dependencies: { left: '^1.2.3' } }, LOCK, '', 'not an exact version'],
  [
    'a tag',
    { ...MANIFEST, devDependencies: { right: 'latest' } },
    LOCK,
    '',
    'not an exact version',
  ],
  [
    'a range deep in the overrides',
    { ...MANIFEST, overrides: { left: { deep: '0.x' } } },
    LOCK,
    '',
    'overrides.left.deep is not an exact version',
  ],
  [
    'a package that the lockfile does not know',
    { ...MANIFEST, dependencies: { left: '1.2.3', extra: '1.0.0' } },
    LOCK,
    '',
    'dependencies.extra differs',
  ],
  ['an address', MANIFEST, withLeft({ resolved: ADDRESS }), '', 'names where it was downloaded'],
  ['a folder', MANIFEST, withLeft({ resolved: '/home/x/left', link: true }), '', 'is a link'],
  ['no hash', MANIFEST, withLeft({ integrity: undefined }), '', 'not pinned by a SHA-512'],
  ['a weak hash', MANIFEST, withLeft({ integrity: 'sha1-AAAA' }), '', 'not pinned by a SHA-512'],
  [
    'a dependency by address',
    MANIFEST,
    withLeft({ dependencies: { deep: 'git+ssh://git@mirror.invalid/deep.git' } }),
    '',
    'takes deep from an address',
  ],
  ['an old lockfile', MANIFEST, { ...LOCK, lockfileVersion: 1 }, '', 'not of version 3'],
  ['a cut-off lockfile', MANIFEST, '{"lockfileVersion": 3, "pack', '', 'missing, or not JSON'],
  ['a registry', MANIFEST, LOCK, 'registry=https://mirror.invalid/\n', '.npmrc: names a registry'],
  ['a token', MANIFEST, LOCK, '//mirror.invalid/:_authToken=secret\n', '.npmrc: names a registry'],
];

describe('the lockfile check', () => {
  it.each(BROKEN)('finds %s', async (_what, manifest, lock, npmrc, expected) => {
    const { exitCode, problems } = await check(manifest, lock, npmrc);
    expect(exitCode).toBe(1);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n')).not.toMatch(/mirror|secret|home/);
  });

  it('accepts exact versions, hashes and settings that name no machine', async () => {
    const npmrc =
      '; https://docs.invalid/\nsave-exact=true\nomit-lockfile-registry-resolved=true\n';
    expect(await check(MANIFEST, LOCK, npmrc)).toEqual({ exitCode: 0, problems: [] });
  });

  it('accepts the project’s own', async () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    expect(lock).toContain('"integrity"');
    const result = await runTool('scripts/check-lockfile.mjs', [], ROOT);
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});
