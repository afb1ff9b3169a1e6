import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDeployment } from '../../lib/app.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { DECIDING, DECIDING_AGAIN, PROVING, READING, SCANNING } from '../../lib/functions.ts';
import {
  FUNCTION_NAMES,
  type FunctionName,
  OPENERS,
  PORTAL_OPENERS,
  TOKEN_OPENERS,
} from '../../lib/names.ts';
import { REGION, Resolver } from './support/resolve.ts';
import { allResources, discard, templatesOf, testApp } from './support/synthesize.ts';

const run = promisify(execFile);

interface Bundle {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}
const bundles = new Map<FunctionName, Bundle>();

const app = testApp({ bundle: true });
afterAll(() => {
  discard(app);
});
beforeAll(() => {
  addDeployment(app, loadConfig());
  const assembly = app.synth();
  const templates = templatesOf(assembly);
  const resolver = new Resolver(templates);
  for (const { stack, Type, Properties = {} } of allResources(templates)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { S3Key } = Properties['Code'] as { S3Key: string };
    const { Variables } = resolver.resolve(stack, Properties['Environment']) as {
      Variables: Record<string, string>;
    };
    const name = String(Properties['FunctionName']).replace('cordon-', '') as FunctionName;
    const folder = path.join(assembly.directory, `asset.${S3Key.replace('.zip', '')}`);
    bundles.set(name, { folder, environment: Variables });
  }
}, 240_000);

function bundleOf(name: FunctionName): Bundle {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new TypeError(`no bundle of ${name}`);
  return bundle;
}
const codeOf = (name: FunctionName) =>
  readFileSync(path.join(bundleOf(name).folder, 'index.mjs'), 'utf8');

describe('the bundles that are deployed', () => {
  it.each(FUNCTION_NAMES)(
    '%s starts, with the variables it is given',
    { timeout: 60_000 },
    async (name) => {
      const { folder, environment } = bundleOf(name);
      const module = pathToFileURL(path.join(folder, 'index.mjs')).href;
      const script = `const m = await import(${JSON.stringify(module)}); process.stdout.write(typeof m.handler)`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
        // Away from the repository: what a bundle needs, it carries.
        cwd: folder,
        env: {
          ...environment,
          AWS_REGION: REGION,
        },
      });
      expect(stdout).toBe('function');
    },
  );

  it.each(FUNCTION_NAMES)(
    "%s carries the policy, its engine and the scanner's model if it needs them, and only then",
    (name) => {
      const carries = (file: string) => existsSync(path.join(bundleOf(name).folder, file));
      const decides = DECIDING.includes(name);
      const rules = decides || DECIDING_AGAIN.includes(name);
      expect(carries('policy/schema.cedarschema')).toBe(rules);
      expect(carries('cedar_wasm_bg.wasm')).toBe(rules || PROVING.includes(name));
      expect(carries('model/names.bin')).toBe(decides || SCANNING.includes(name));
    },
  );

  it.each(FUNCTION_NAMES)(
    '%s carries the reader of documents if it reads them, and only then',
    (name) => {
      const reads = READING.includes(name);
      for (const file of [
        'reading-thread.mjs',
        'tesseract-core-simd-lstm.wasm',
        'eng.traineddata.gz',
      ]) {
        expect(existsSync(path.join(bundleOf(name).folder, file))).toBe(reads);
      }
      // What it consists of is loaded when the first document comes, and not with the function.
      expect(codeOf(name)).not.toContain('TessBaseAPI');
      expect(codeOf(name)).not.toContain('pdfjs');
    },
  );

  it.each(READING)('%s recognizes the words in a picture with what it carries', async (name) => {
    const module = pathToFileURL(path.join(bundleOf(name).folder, 'reading-thread.mjs'));
    const picture = readFileSync(
      new URL('../adapters/documents/files/summary.png', import.meta.url),
    );
    const worker = new Worker(module, { workerData: { files: [picture] }, execArgv: [], env: {} });
    const said: string[] = [];
    worker.on('message', (message) => said.push(JSON.stringify(message)));
    await once(worker, 'exit');
    expect(said.join('\n')).toMatch(/Walter Grace[^]*"done":true/);
  });

  it.each(FUNCTION_NAMES)(
    '%s holds the code that opens the vault only if it may open it',
    (name) => {
      // What `openEnvelope` says when a ciphertext was moved to another record.
      const opens = codeOf(name).includes('envelope belongs to another record');
      const mayOpen: readonly string[] = [...OPENERS, ...PORTAL_OPENERS, ...TOKEN_OPENERS];
      expect(opens).toBe(mayOpen.includes(name));
    },
  );

  it.each(FUNCTION_NAMES)('%s carries no client of AWS for texts that another sends', (name) => {
    for (const client of ['pinpointsmsvoicev2', 'socialmessaging', 'sns']) {
      expect(codeOf(name)).not.toContain(`com.amazonaws.${client}`);
    }
  });
});
