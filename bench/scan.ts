import { parseArgs } from 'node:util';
import { parsePayload } from '../lambdas/core/parse/parse.ts';
import { SCANNER_VERSION, scan } from '../lambdas/core/scan/scan.ts';
import { describeMachine, machineLine } from './machine.ts';
import { sampleForm } from './sample.ts';
import { median, percentile } from './statistics.ts';

/**
 * `node --import tsx bench/scan.ts`: how fast payloads are parsed and scanned in one thread, beside the
 * least that could be called a scan: `JSON.parse` and one expression for email addresses.
 */

const BYTES = 2048;
/** Different messages, so that nothing is learned by heart. */
const MESSAGES = 500;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

type Work = (message: Buffer) => number;

/** @returns how many findings there are, so that nothing is optimized away. */
const scanWhole: Work = (message) => {
  const parsed = parsePayload(message, 'application/json');
  if (parsed.kind === 'unreadable') throw new Error('a sample cannot be read');
  const { segments, unreadable } = parsed.payload;
  return scan({ segments, unreadable, careContext: true }).findings.length;
};

const scanBare: Work = (message) => {
  const text = JSON.stringify(JSON.parse(message.toString('utf8')));
  return [...text.matchAll(EMAIL)].length;
};

interface Speed {
  readonly megabytesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly findingsPerMessage: number;
}

function measure(work: Work, messages: readonly Buffer[], seconds: number): Speed {
  const times: number[] = [];
  let bytes = 0;
  let findings = 0;
  const began = performance.now();
  const until = began + seconds * 1000;
  for (let at = 0, before = began; before < until; at += 1) {
    const message = messages[at % messages.length];
    if (message === undefined) break;
    findings += work(message);
    const now = performance.now();
    times.push(now - before);
    bytes += message.length;
    before = now;
  }
  return {
    megabytesPerSecond: bytes / 1000 / (performance.now() - began),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    findingsPerMessage: findings / times.length,
  };
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
if (!(seconds > 0 && seconds <= 600) || !Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
  console.error('usage: node --import tsx bench/scan.ts [--seconds N] [--rounds N] [--json]');
  process.exit(1);
}

const machine = describeMachine();
const messages = Array.from({ length: MESSAGES }, (_, at) => Buffer.from(sampleForm(at, BYTES)));
for (const work of [scanBare, scanWhole]) measure(work, messages, 0.5);
const measured = Array.from({ length: rounds }, () => ({
  bare: measure(scanBare, messages, seconds),
  scanner: measure(scanWhole, messages, seconds),
}));
const over = (pick: (round: (typeof measured)[number]) => number): number =>
  median(measured.map(pick));
const summary = (name: 'bare' | 'scanner'): Speed => ({
  megabytesPerSecond: over((round) => round[name].megabytesPerSecond),
  p50: over((round) => round[name].p50),
  p99: over((round) => round[name].p99),
  findingsPerMessage: over((round) => round[name].findingsPerMessage),
});
const medians = {
  bare: summary('bare'),
  scanner: summary('scanner'),
  /** Scanner to bare. */
  ratio: over(({ bare, scanner }) => scanner.megabytesPerSecond / bare.megabytesPerSecond),
};

if (values.json) {
  console.log(
    JSON.stringify({ machine, scannerVersion: SCANNER_VERSION, rounds: measured, medians }),
  );
} else {
  const row = (title: string, name: 'bare' | 'scanner'): string => {
    const { megabytesPerSecond, p50, p99, findingsPerMessage } = medians[name];
    const cells = [megabytesPerSecond.toFixed(1), p50.toFixed(3), p99.toFixed(3)];
    const found = findingsPerMessage.toFixed(1);
    return `  ${title.padEnd(34)}${[...cells, found].map((cell) => cell.padStart(10)).join('')}`;
  };
  const head = ['MB/s', 'p50 (ms)', 'p99 (ms)', 'found'];
  console.log(
    [
      `JSON messages of ${BYTES} bytes, one thread, medians of ${rounds} rounds of ${seconds} s`,
      machineLine(machine),
      '',
      `  ${''.padEnd(34)}${head.map((cell) => cell.padStart(10)).join('')}`,
      row(`parse and scan (${SCANNER_VERSION})`, 'scanner'),
      row('JSON.parse and one expression', 'bare'),
      `  ratio ${medians.ratio.toFixed(4)}`,
    ].join('\n'),
  );
}
