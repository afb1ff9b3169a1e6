import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ROOT } from './planted-tree.ts';

/** Everything that is read to bundle the scanner on its own, before unused code is dropped. */
async function inputs(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: ['lambdas/scan/index.ts'],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.bin': 'binary' },
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

describe('the scanner on its own', () => {
  it('has nothing of AWS among what it imports, and nothing that reaches the world', async () => {
    const files = await inputs();
    expect(files).toContain('lambdas/core/scan/scan.ts');
    expect(files.filter((file) => /@?aws/i.test(file))).toEqual([]);
    const own = files.filter((file) => !file.startsWith('node_modules/'));
    expect(own.filter((file) => !/^lambdas\/(?:scan|core)\//.test(file))).toEqual([]);
    expect(own.filter((file) => file.includes('open-envelope'))).toEqual([]);
  });
});
