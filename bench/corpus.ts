import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { SCANNER_VERSION } from '../lambdas/core/scan/scan.ts';
import { asLines, makeCorpus } from '../train/corpus/make.ts';
import {
  BASELINE_FILE,
  CORPUS_FOLDER,
  figuresOf,
  POINTS,
  readBaseline,
  readCorpus,
  scoreCorpus,
  worseThan,
  type Figures,
} from './eval/own-corpus.ts';
import { percent, precisionOf } from './eval/score.ts';

/**
 * `npm run corpus`: the scanner's figures on its own corpus, beside the baseline that tests hold it to.
 *
 *     --make          write the corpus anew from its templates in train/corpus
 *     --update        make these figures the baseline; refused where one is worse
 *     --allow-lower   with --update: also where one is worse
 *     --examples      list what was missed and what was found in error
 *
 * Exit code 0, or 1 when something is worse than the baseline.
 */

const { values } = parseArgs({
  options: {
    make: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    'allow-lower': { type: 'boolean', default: false },
    examples: { type: 'boolean', default: false },
  },
});

if (values.make) {
  for (const file of readdirSync(CORPUS_FOLDER)) {
    if (file.endsWith('.jsonl')) rmSync(path.join(CORPUS_FOLDER, file));
  }
  for (const [kind, documents] of makeCorpus()) {
    writeFileSync(path.join(CORPUS_FOLDER, `${kind}.jsonl`), asLines(documents));
  }
}

const corpus = readCorpus();
const results = POINTS.map((point) => ({ point, result: scoreCorpus(corpus, point) }));
const figures = results.map(({ point, result }) => ({ point, now: figuresOf(corpus, result) }));

console.log(`scanner ${SCANNER_VERSION}, ${corpus.length} documents; figures in %`);
console.log(table());
if (values.examples) for (const { point, result } of results) list(point, result);

const baseline = existsSync(BASELINE_FILE) ? readBaseline() : undefined;
const worse = figures.flatMap(({ point, now }) =>
  baseline === undefined ? [] : worseThan(baseline[point], now).map((why) => `${point}: ${why}`),
);
for (const why of worse) console.error(why);
if (values.update && (worse.length === 0 || values['allow-lower'])) {
  const entries = Object.fromEntries(figures.map(({ point, now }) => [point, now]));
  writeFileSync(BASELINE_FILE, `${JSON.stringify(entries, undefined, 1)}\n`);
  console.log('The baseline is these figures now.');
} else if (worse.length > 0) {
  if (values.update) console.error('The baseline stays; --allow-lower lowers it.');
  process.exitCode = 1;
}

function table(): string {
  const shown = new Table({
    head: ['label', 'marked', ...POINTS.map((point) => `recall, ${point}`)],
    style: { head: [], border: [] },
  });
  const all = figures.map(({ now }) => now);
  for (const [label, { gold }] of Object.entries(all[0]?.labels ?? {})) {
    shown.push([label, gold, ...all.map((now) => recall(now, label))]);
  }
  shown.push(['precision', '', ...results.map(({ result }) => one(precisionOf(result)))]);
  const harmless = all[0]?.harmless ?? 0;
  const alarmed = all.map((now) => one(percent(now.alarmed.length, now.harmless)));
  shown.push(['harmless documents alarmed', harmless, ...alarmed]);
  return shown.toString();
}

function recall({ labels }: Figures, label: string): string {
  const tally = labels[label];
  return one(tally === undefined ? undefined : percent(tally.covered, tally.gold));
}

function one(figure: number | undefined): string {
  return figure === undefined ? '-' : figure.toFixed(1);
}

function list(point: string, { missed, falseAlarms }: (typeof results)[number]['result']): void {
  for (const [title, examples] of [
    ['missed', missed],
    ['found in error', falseAlarms],
  ] as const) {
    console.log(`\n${point}: ${title} (${examples.length})`);
    for (const { id, label, recogniser, before, text, after } of examples) {
      console.log(
        `  ${id} ${label} ${recogniser ?? ''}: ${`${before}[[${text}]]${after}`.replace(/\s+/g, ' ')}`,
      );
    }
  }
}
