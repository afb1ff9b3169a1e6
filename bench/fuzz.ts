import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { FUZZED } from './fuzz/formats.ts';
import { runFormat, type FormatRun } from './fuzz/run-format.ts';

/**
 * `npm run fuzz`: bodies of every format with a labelled value planted at some place, in some encoding. Each is read
 * as the gateway reads it; the value must be found, and gone when it is replaced, or the body is quarantined.
 *
 *     --count N      bodies of each format (100000)
 *     --seed N       which ones (1); the same seed makes the same bodies
 *     --format NAME  that one alone; may be repeated
 *     --show N       failing bodies to print (3)
 *
 * Exit code 0, or 1 when a body passed as clean, changed, threw, or took longer than a second.
 */

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string', multiple: true, default: Object.keys(FUZZED) },
    show: { type: 'string', default: '3' },
  },
});
const count = numberOf(values.count, '--count');
const seed = numberOf(values.seed, '--seed');
const show = numberOf(values.show, '--show');

const runs: FormatRun[] = [];
for (const format of values.format) {
  const generate = FUZZED[format];
  if (generate === undefined)
    fail(`There is no format ${format}: ${Object.keys(FUZZED).join(', ')}.`);
  const started = performance.now();
  const run = runFormat(format, generate, count, seed, (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${format} ${String(done)}/${String(count)}  `);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${format}: ${String(run.bodies)} bodies in ${seconds} s, ${String(run.failures.length)} failures`,
  );
  for (const { verdict, seed: own, body } of run.failures.slice(0, show)) {
    console.log(`  ${verdict} (seed ${String(own)}), ${body.type}:`);
    console.log(`  ${JSON.stringify(Buffer.from(body.bytes).toString('latin1'))}`);
  }
  runs.push(run);
}

const table = new Table({
  head: ['format', 'bodies', 'found', 'quarantined', 'failures', 'slowest ms'],
  style: { head: [], border: [] },
});
for (const { format, bodies, found, quarantined, failures, slowestMs } of runs) {
  table.push([format, bodies, found, quarantined, failures.length, slowestMs.toFixed(0)]);
}
console.log(table.toString());
if (runs.some(({ failures }) => failures.length > 0)) process.exitCode = 1;

function numberOf(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) fail(`${option} takes a whole number.`);
  return number;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
