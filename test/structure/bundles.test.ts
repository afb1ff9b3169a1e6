import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { CALL_THE_INTERNET } from '../../lib/config/vpc.ts';
import { DECIDING, SCANNING } from '../../lib/functions.ts';
import { ROOT } from './planted-tree.ts';

const HANDLERS = join(ROOT, 'lambdas/handlers');
const OPENERS: readonly string[] = [
  'clinical-deliver',
  'inbound-worker',
  'people-admin',
  'portal',
  'token-reveal',
];

/** Files and packages that open what was sealed. */
const OPENING =
  /^lambdas\/core\/protect\/open-envelope\.ts$|node_modules\/@aws-crypto\/(decrypt|client)-node\//;
const CLINICAL = /^lambdas\/(adapters\/aws\/clinical|handlers\/clinical-[^/]+)\//;
/** What connects to somebody by itself. */
const CALLING =
  /from '(?:node:)?(?:https?|http2|net|tls|dns|dgram)(?:\/promises)?'|(?<!\bapp\.)\bfetch\(/;
const MARKETING = /^lambdas\/(adapters\/aws\/marketing|handlers\/marketing-[^/]+)\//;

const functions = readdirSync(HANDLERS).filter((name) =>
  existsSync(join(HANDLERS, name, 'handler.ts')),
);

/**
 * Everything that esbuild reads to bundle a function, packages and what they need in turn included,
 * before unused code is dropped. Paths are relative to the clone.
 */
async function filesOf(name: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [join(HANDLERS, name, 'handler.ts')],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs);
}

describe('what is deployed of each function', () => {
  it('is known: the functions are these', () => {
    expect(functions).toEqual([
      'canary',
      'clinical-deliver',
      'clinical-messages',
      'clinical-send',
      'decisions-read',
      'deliveries-admin',
      'inbound-worker',
      'ledger-dispose',
      'ledger-sealer',
      'mail-accept',
      'mail-feedback',
      'marketing-deliver',
      'marketing-messages',
      'marketing-send',
      'opt-outs',
      'people-admin',
      'permission-check',
      'portal',
      'registry-admin',
      'smtp-relay',
      'sweeper',
      'token-reveal',
      'webhook-accept',
    ]);
  });

  it.each(functions)('%s holds code that opens only if it may open', async (name) => {
    const files = await filesOf(name);
    const opening = files.filter((file) => OPENING.test(file) || CLINICAL.test(file));
    // Its own folder is clinical by name.
    const foreign = opening.filter((file) => !file.startsWith(`lambdas/handlers/${name}/`));
    if (OPENERS.includes(name)) expect(foreign).not.toEqual([]);
    else expect(foreign).toEqual([]);
    if (name.startsWith('clinical-')) {
      expect(files.filter((file) => MARKETING.test(file))).toEqual([]);
    }
  });

  it.each(functions)('%s gets the model of names where it scans, and only there', async (name) => {
    const scans = (await filesOf(name)).includes('lambdas/core/scan/names-model.ts');
    expect([...DECIDING, ...SCANNING].some((scanning) => scanning === name)).toBe(scans);
  });

  // Where it may be put: AWS's own clients, which packages hold, reach AWS from a VPC, too.
  it.each(functions)('%s calls the internet only if it is on the list', async (name) => {
    const own = (await filesOf(name)).filter((file) => file.startsWith('lambdas/'));
    const calling = own.filter((file) => CALLING.test(readFileSync(join(ROOT, file), 'utf8')));
    if (name in CALL_THE_INTERNET) expect(calling).not.toEqual([]);
    else expect(calling).toEqual([]);
  });
});
