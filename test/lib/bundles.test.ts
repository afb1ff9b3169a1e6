import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
import {
  allResources,
  discard,
  templatesOf,
  testApp,
  withReceiving,
} from './support/synthesize.ts';

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
  addDeployment(app, withReceiving(loadConfig()));
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
/** A start in a fresh process: milliseconds, processor time, bytes. */
interface Start {
  readonly elapsed: number;
  readonly processor: number;
  readonly rss: number;
}
const starts = new Map<FunctionName, Start>();
const MB = 1024 * 1024;
/**
 * Not what is usual, which is printed, but what only a mistake reaches: a whole library bundled along, a model read while
 * the module loads. Lambda unpacks at most 250 MB, and gives a start ten seconds.
 */
const CEILING = { codeMb: 3, allMb: 30, processorMs: 3_000 } as const;

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
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
      const script = `
        const before = process.cpuUsage();
        const began = performance.now();
        const { handler } = await import(${JSON.stringify(module)});
        const { user, system } = process.cpuUsage(before);
        const { rss } = process.memoryUsage();
        const [elapsed, processor] = [performance.now() - began, (user + system) / 1000];
        process.stdout.write(JSON.stringify({ handler: typeof handler, elapsed, processor, rss }));`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
        // Away from the repository: what a bundle needs, it carries.
        cwd: folder,
        env: {
          ...environment,
          AWS_REGION: REGION,
        },
      });
      const { handler, ...start } = JSON.parse(stdout) as Start & { handler: string };
      expect(handler).toBe('function');
      starts.set(name, start);
    },
  );

  it('are small, and start soon', () => {
    const rows = FUNCTION_NAMES.map((name) => {
      const { elapsed = Infinity, processor = Infinity, rss = 0 } = starts.get(name) ?? {};
      const code = Buffer.byteLength(codeOf(name)) / MB;
      const all = sizeOf(bundleOf(name).folder) / MB;
      return { name, code, all, elapsed, processor, rss: rss / MB };
    });
    const line = (row: (typeof rows)[number]) =>
      [
        row.name.padEnd(20),
        ...[row.code.toFixed(2), row.all.toFixed(1), row.elapsed.toFixed(0)],
        ...[row.processor.toFixed(0), row.rss.toFixed(0)],
      ].join('\t');
    console.log(
      `What each function weighs, and its start in a fresh process of Node ${process.version}:\n` +
        `${'function'.padEnd(20)}\tcode MB\tall MB\tms\tms CPU\tMB used\n${rows.map(line).join('\n')}`,
    );
    for (const { name, code, all, processor } of rows) {
      expect(code, `${name}: code`).toBeLessThan(CEILING.codeMb);
      expect(all, `${name}: all`).toBeLessThan(CEILING.allMb);
      expect(processor, `${name}: start`).toBeLessThan(CEILING.processorMs);
    }
  });

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
