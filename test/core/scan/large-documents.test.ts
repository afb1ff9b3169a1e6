import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MEGABYTE = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'cordon-large-'));
const child = join(folder, 'scan-large.mjs');

interface Scanned {
  readonly length: number;
  readonly seconds: number;
  readonly findings: number;
  readonly reasons: readonly string[];
}

/** Bundled, as the scanner ships, with the heap that a function of 256 MB has. */
function scanDocuments(...lengths: readonly number[]): readonly Scanned[] {
  const printed = execFileSync(
    process.execPath,
    ['--max-old-space-size=256', child, ...lengths.map(String)],
    { encoding: 'utf8' },
  );
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Scanned);
}

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./children/scan-large.ts', import.meta.url))],
    outfile: child,
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    format: 'esm',
    supported: { 'regexp-unicode-property-escapes': true },
    logLevel: 'warning',
  });
  const model = new URL('../../../lambdas/core/scan/model', import.meta.url);
  cpSync(fileURLToPath(model), join(folder, 'model'), { recursive: true });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('large documents', () => {
  it('take time in step with their length', () => {
    const [one, four] = scanDocuments(MEGABYTE, 4 * MEGABYTE);
    expect((four?.seconds ?? NaN) / (one?.seconds ?? NaN)).toBeLessThan(8);
    expect(four?.findings).toBeGreaterThan(3 * (one?.findings ?? NaN));
  }, 120_000);

  it('of ten megabytes are scanned in 256 MB of heap', () => {
    const [ten] = scanDocuments(10 * MEGABYTE);
    expect(ten?.findings).toBeGreaterThan(10_000);
    expect(ten?.reasons.filter((reason) => reason === 'scanner_error')).toEqual([]);
  }, 180_000);
});
