import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ROOT } from './planted-tree.ts';

const HANDLERS = 'lambdas/handlers';

/** What each bundle has beyond ASCII, with a little of what stands before it. */
async function beyondAscii(): Promise<ReadonlyMap<string, readonly string[]>> {
  const handlers = readdirSync(join(ROOT, HANDLERS))
    .map((name) => `${HANDLERS}/${name}/handler.ts`)
    .filter((file) => existsSync(join(ROOT, file)));
  const { outputFiles } = await build({
    entryPoints: ['lambdas/scan/index.ts', ...handlers],
    absWorkingDir: ROOT,
    outdir: 'unwritten',
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    supported: { 'regexp-unicode-property-escapes': true },
    minifyWhitespace: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  return new Map(
    outputFiles.map(({ path, text }) => [
      basename(dirname(path)),
      text.match(/[^\n]{0,40}[^\0-\x7f]+/g) ?? [],
    ]),
  );
}

/**
 * esbuild escapes what strings have, and leaves expressions and `String.raw` as they are. One letter beyond Latin 1 is
 * enough for Node to keep all of a bundle in two bytes for each character: megabytes more, and slower to load. Such
 * letters are written as `\u2019` there.
 */
describe('bundles', { timeout: 120_000 }, () => {
  it('are ASCII, so that a character takes a byte', async () => {
    const found = await beyondAscii();
    expect(found.size).toBeGreaterThan(20);
    expect([...found].filter(([, places]) => places.length > 0)).toEqual([]);
  });
});
