import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { SCANNER_VERSION } from '../lambdas/core/scan/scan.ts';
import { describeMachine, machineLine } from './machine.ts';
import { median } from './statistics.ts';

/**
 * `npm run bench:scan`: how fast messages are parsed and scanned in one thread, bundled as it ships, beside the
 * packages in `bench/peers` that are installed, and beside the least that could be called a scan. Each runs in a
 * process of its own, in turns.
 */

const PEERS = ['@redactpii/node', 'redact-pii', 'wink-nlp', 'openredaction', 'compromise'] as const;

interface Speed {
  readonly megabytesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** From nothing to a loaded module, and from there to the first answer. */
  readonly loadMs: number;
  readonly firstMs: number;
  /** Resident memory at the end. */
  readonly memoryMB: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
if (!(seconds > 0 && seconds <= 600) || !Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
  console.error('usage: npm run bench:scan -- [--seconds N] [--rounds N] [--json]');
  process.exit(1);
}

const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = async (entry: string, outfile: string): Promise<string> => {
  const path = join(folder, outfile);
  await build({
    entryPoints: [join(root, entry)],
    outfile: path,
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    format: 'esm',
    supported: { 'regexp-unicode-property-escapes': true },
    minify: entry.startsWith('lambdas/'),
    logLevel: 'warning',
  });
  return path;
};
const worker = await bundle('bench/scan-worker.ts', 'worker.mjs');
const scanner = await bundle('lambdas/scan/index.ts', 'scan.mjs');
cpSync(join(root, 'lambdas/core/scan/model'), join(folder, 'model'), { recursive: true });
const model = readFileSync(join(folder, 'model/names.bin'));
const gzipped = gzipSync(readFileSync(scanner)).length + gzipSync(model).length;

/** Where a peer is loaded from; undefined where it is not installed. */
function moduleOf(peer: string): string | undefined {
  const peers = join(root, 'bench/peers');
  if (!existsSync(join(peers, 'node_modules', peer))) return undefined;
  return createRequire(join(peers, 'package.json')).resolve(peer);
}

function measure(name: string, module: string): Speed {
  const line = execFileSync(process.execPath, [worker, name, module, String(seconds)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 20,
  });
  // Peers print what they like; the figures come last.
  return JSON.parse(line.trim().split('\n').at(-1) ?? '') as Speed;
}

const contenders = [
  { name: 'cordon', module: scanner },
  { name: 'bare', module: '' },
  ...PEERS.flatMap((name) => {
    const module = moduleOf(name);
    return module === undefined ? [] : [{ name, module }];
  }),
];
const absent = PEERS.filter((name) => !contenders.some((contender) => contender.name === name));
const measured = new Map<string, Speed[]>(contenders.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const { name, module } of contenders) measured.get(name)?.push(measure(name, module));
}

const over = (name: string, pick: keyof Speed): number =>
  median((measured.get(name) ?? []).map((speed) => speed[pick]));
/** How many times as fast the scanner is: the median of the rounds' own ratios. */
const ratio = (name: string): number =>
  median(
    (measured.get(name) ?? []).map(
      ({ megabytesPerSecond }, round) =>
        (measured.get('cordon')?.[round]?.megabytesPerSecond ?? NaN) / megabytesPerSecond,
    ),
  );

if (values.json) {
  console.log(
    JSON.stringify({
      machine,
      scannerVersion: SCANNER_VERSION,
      gzippedBytes: gzipped,
      absent,
      rounds: Object.fromEntries(measured),
    }),
  );
} else {
  const row = (name: string, title: string): string => {
    const cells = [
      over(name, 'megabytesPerSecond').toFixed(2),
      over(name, 'p50').toFixed(3),
      over(name, 'p99').toFixed(2),
      over(name, 'loadMs').toFixed(0),
      over(name, 'firstMs').toFixed(0),
      over(name, 'memoryMB').toFixed(0),
      name === 'cordon' ? '' : ratio(name).toFixed(2),
    ];
    return `  ${title.padEnd(34)}${cells.map((cell) => cell.padStart(10)).join('')}`;
  };
  const head = ['MB/s', 'p50 ms', 'p99 ms', 'load ms', 'first ms', 'RSS MB', 'times'];
  console.log(
    [
      `Notes, SMS and JSON forms of 2048 bytes, one thread, medians of ${rounds} rounds of ${seconds} s`,
      machineLine(machine),
      `The scanner's module with all its data: ${(gzipped / 1e6).toFixed(2)} MB gzipped`,
      '',
      `  ${''.padEnd(34)}${head.map((cell) => cell.padStart(10)).join('')}`,
      row('cordon', `parse and scan (${SCANNER_VERSION})`),
      row('bare', 'JSON.parse and one expression'),
      ...contenders.slice(2).map(({ name }) => row(name, name)),
      ...(absent.length === 0
        ? []
        : ['', `  Not installed: ${absent.join(', ')}. npm install --prefix bench/peers`]),
    ].join('\n'),
  );
}
