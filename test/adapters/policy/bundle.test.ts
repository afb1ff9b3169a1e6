import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const run = promisify(execFile);
let folder: string;

/** What docs/policy.md tells whoever bundles. */
const BANNER = `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

/** Decides `times` combinations of facts and prints how the last came out. */
const PROGRAM = (times: number): string => `
  import { openPolicy } from './lambdas/adapters/policy/open-policy.ts';
  import { sampleFacts } from './lambdas/core/decide/fact-space.ts';
  const policy = await openPolicy();
  for (const facts of sampleFacts(${times})) policy.decide(facts);
  const { disposition } = policy.decide({
    lane: 'marketing', direction: 'outbound', channel: 'email', purpose: 'marketing', phi: 'phi',
    unreadableParts: false, baa: 'active', transport: 'tls', canDeidentify: true,
    consent: 'granted', authorization: 'none', exception: 'none', remuneration: 'none',
    unencryptedChoice: 'none', confidential: 'honored', part2: 'none', addressee: 'unnamed', portalAvailable: false,
  });
  console.log(disposition);
`;

async function bundle(name: string, times: number): Promise<string> {
  const outfile = path.join(folder, name);
  await build({
    stdin: { contents: PROGRAM(times), resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: BANNER },
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cordon-bundle-'));
  const cedar = createRequire(import.meta.url).resolve('@cedar-policy/cedar-wasm/nodejs');
  const wasm = 'cedar_wasm_bg.wasm';
  await copyFile(path.join(path.dirname(cedar), wasm), path.join(folder, wasm));
  await mkdir(path.join(folder, 'policy'));
  await cp(path.join(ROOT, 'policy'), path.join(folder, 'policy'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a bundle of the decide step', () => {
  it('decides, away from the source tree and without node_modules', async () => {
    const file = await bundle('once.mjs', 1);
    // Empty environment and another working folder: it needs only what lies beside it.
    const { stdout } = await run(process.execPath, [file], { cwd: tmpdir(), env: {} });
    expect(stdout.trim()).toBe('block');
  });

  it('survives thousands of evaluations, which abort Node 20 without precaution', async () => {
    const file = await bundle('often.mjs', 5000);
    const { stdout } = await run(process.execPath, [file], { cwd: tmpdir(), env: {} });
    expect(stdout.trim()).toBe('block');
  }, 120_000);
});
