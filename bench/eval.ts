import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { SCANNER_VERSION, type OperatingPoint } from '../lambdas/core/scan/scan.ts';
import { asMarkdown, curveOf, curveTables, type CurvePoint } from './eval/curve.ts';
import { identifiersIn } from './eval/identifiers-in.ts';
import { readCorpus } from './eval/own-corpus.ts';
import {
  percent,
  precisionOf,
  recallOf,
  score,
  type Example,
  type GoldDocument,
  type Score,
} from './eval/score.ts';
import { TARGETS, type Target } from './eval/targets.ts';

/**
 * `npm run eval -- --data DIR`: scores the scanner on labelled corpora (`DIR/NAME.jsonl`, a document a line:
 * `{id, text, spans: [{start, end, label}], scope?}`), and lists what it missed and what it should not have found.
 * `--curve` shows what the figures would be if only findings from some score on counted, beside those of the scanner's
 * own corpus; `--markdown` prints these tables for the manual.
 */

const USAGE = `usage: npm run eval -- [options]
  --data DIR       folder with the labelled corpora
  --only NAME      this corpus alone; may be given several times
  --point POINT    strict (what decisions are made by) or balanced
  --labels         figures of each label, too
  --examples N     list up to N misses and N false alarms of each corpus
  --curve          the figures at every threshold; with --markdown as tables
  --json           print one JSON object`;

function fail(why: string): never {
  console.error(`eval: ${why}`);
  process.exit(1);
}

const { values } = (() => {
  try {
    return parseArgs({
      options: {
        data: { type: 'string', default: '../shared/data/phi/dev' },
        only: { type: 'string', multiple: true },
        point: { type: 'string', default: 'strict' },
        examples: { type: 'string', default: '0' },
        labels: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        curve: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch {
    return fail(`an option is not known.\n${USAGE}`);
  }
})();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const point = ((): OperatingPoint => {
  if (values.point === 'strict' || values.point === 'balanced') return values.point;
  return fail('--point is strict or balanced.');
})();
const examples = Number(values.examples);
if (!existsSync(values.data)) {
  fail(`there is no folder ${values.data}. Name one that holds labelled corpora with --data DIR.`);
}
const corpora = (values.only ?? Object.keys(TARGETS)).filter((name) =>
  existsSync(join(values.data, `${name}.jsonl`)),
);
if (corpora.length === 0) fail(`${values.data} holds none of ${Object.keys(TARGETS).join(', ')}.`);

function read(name: string): GoldDocument[] {
  return readFileSync(join(values.data, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as GoldDocument);
}

if (values.curve) {
  const curves = new Map<string, readonly CurvePoint[]>();
  for (const name of corpora) curves.set(name, curveOf(read(name)));
  if (values.only === undefined) curves.set('own corpus', curveOf(readCorpus()));
  const tables = curveTables(curves);
  if (values.json) console.log(JSON.stringify(Object.fromEntries(curves)));
  else if (values.markdown) console.log(tables.map(asMarkdown).join('\n\n'));
  else for (const { head, rows } of tables) console.log(plainTable(head, rows));
  process.exit();
}

const scores = new Map<string, Score>();
for (const name of corpora) {
  if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${name.padEnd(20)}`);
  scores.set(
    name,
    score(read(name), (document) => identifiersIn(document, point)),
  );
}
if (process.stderr.isTTY) process.stderr.write('\r');

if (values.json) {
  const shown = [...scores].map(
    ([name, result]) => [name, { ...result, labels: Object.fromEntries(result.labels) }] as const,
  );
  console.log(
    JSON.stringify({ scannerVersion: SCANNER_VERSION, point, corpora: Object.fromEntries(shown) }),
  );
} else {
  console.log(`scanner ${SCANNER_VERSION}, ${point}; figures in %, with the one to reach`);
  console.log(overview());
  if (values.labels) for (const [name, result] of scores) console.log(byLabel(name, result));
  if (examples > 0) for (const [name, result] of scores) listExamples(name, result);
}

function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** `97.1 (98) *`: the figure, the one to reach, and a mark where it was not. */
function against(figure: number | undefined, wanted: number | undefined, most = false): string {
  if (figure === undefined) return '-';
  if (wanted === undefined) return figure.toFixed(1);
  const met = most ? figure <= wanted : figure >= wanted;
  return `${figure.toFixed(1)} (${String(wanted)})${met ? '' : ' *'}`;
}

function recallCell(result: Score, target: Target): string {
  if (target.recallOf === undefined) return against(recallOf(result), target.recall);
  return Object.entries(target.recallOf)
    .map(([label, wanted]) => `${label} ${against(recallOf(result, [label]), wanted)}`)
    .join(', ');
}

function overview(): string {
  const table = new Table({
    head: ['corpus', 'documents', 'recall, full cover', 'precision', 'leaking', 'harmless alarmed'],
    style: { head: [], border: [] },
  });
  for (const [name, result] of scores) {
    const target = TARGETS[name] ?? {};
    table.push([
      name,
      String(result.documents),
      recallCell(result, target),
      against(precisionOf(result), target.precision),
      against(percent(result.leaking, result.withIdentifiers), undefined),
      against(percent(result.alarmed, result.harmless), target.alarmed, true),
    ]);
  }
  return table.toString();
}

function byLabel(name: string, { labels }: Score): string {
  const table = new Table({
    head: [name, 'gold', 'recall', 'found', 'precision'],
    style: { head: [], border: [] },
  });
  for (const [label, { gold, covered, right, wrong }] of [...labels].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const found = right + wrong;
    const cells = [percent(covered, gold), percent(right, found)].map((cell) => cell ?? '-');
    table.push([label, gold, String(cells[0]), found, String(cells[1])]);
  }
  return table.toString();
}

function listExamples(name: string, { missed, falseAlarms }: Score): void {
  const show = (title: string, list: readonly Example[]): void => {
    console.log(`\n${name}: ${title} (${String(list.length)})`);
    // Spread over the corpus rather than its first documents.
    const step = Math.max(1, Math.floor(list.length / examples));
    for (const [at, { id, label, recogniser, before, text, after }] of list.entries()) {
      if (at % step !== 0) continue;
      const line = `${before}[[${text}]]${after}`.replace(/\s+/g, ' ');
      console.log(`  ${id} ${label}${recogniser === undefined ? '' : ` ${recogniser}`}: ${line}`);
    }
  };
  show('missed', missed);
  show('false alarms', falseAlarms);
}
