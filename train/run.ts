import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Lexicon } from '../lambdas/core/scan/tagger/lexicon.ts';
import { decodeModel, encodeModel } from '../lambdas/core/scan/tagger/model-format.ts';
import { buildLexicon, type Gazetteers } from './build-lexicon.ts';
import { readCorpora, readNegatives } from './corpora.ts';
import { fill, readTemplates, type Example, type Stock } from './fill.ts';
import { Sampler } from './people.ts';
import { Learner } from './learner.ts';
import { Random } from './random.ts';
import * as sources from './sources.ts';

/**
 * `npm run train -- --data DIR`: trains the tagger of names and places and writes its model. DIR holds `train/`
 * and `gazetteers/`, as docs/model-card.md lists them. The same data gives the same bytes.
 */

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/phi' },
    out: {
      type: 'string',
      default: path.join(import.meta.dirname, '../lambdas/core/scan/model/names.bin'),
    },
    /** Models that learn for themselves; what they have learned is averaged. */
    turns: { type: 'string', default: '4' },
    epochs: { type: 'string', default: '4' },
    rows: { type: 'string', default: String(1 << 18) },
    repeat: { type: 'string', default: '50' },
    /** Takes the lexicon of the model that is there, for trying other weights. */
    'keep-lexicon': { type: 'boolean', default: false },
  },
});

const SEED = 20_261_125;
const started = process.hrtime.bigint();
const say = (text: string): void => {
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(`${seconds.toFixed(0).padStart(4)} s  ${text}`);
};

const locales = await sources.locales();
const cities = sources.cities();
const gazetteers: Gazetteers = {
  babyNames: sources.babyNames(),
  givenNames: sources.censusGivenNames(values.data),
  surnames: sources.censusSurnames(values.data),
  cities,
  postOffices: sources.postOffices(),
  placesOfNote: sources.placesOfNote(),
  locales,
};
say('gazetteers read');
const random = new Random(SEED);
const negatives = readNegatives(values.data, random);
const lexicon: Lexicon = values['keep-lexicon']
  ? decodeModel(readFileSync(values.out)).lexicon
  : buildLexicon(gazetteers, negatives);
say('lexicon built');

const given = new Set(
  gazetteers.babyNames.filter(({ count }) => count > 3000).map(({ word }) => word.toLowerCase()),
);
const stock: Stock = {
  common: sources
    .wordFrequencies()
    .slice(0, 12_000)
    .map(({ word }) => word)
    .filter((word) => /^[a-z]{3,}$/.test(word) && !given.has(word)),
  names: {
    given: new Sampler(gazetteers.babyNames.filter(({ count }) => count > 100)),
    surnames: new Sampler(gazetteers.surnames.filter(({ count }) => count > 0)),
    locales,
  },
  places: {
    home: new Sampler(
      cities
        .filter(({ country }) => country === 'US')
        .map(({ name, population }) => ({ word: name, count: population })),
    ),
    world: new Sampler(
      cities
        .filter(({ population }) => population > 20_000)
        .map(({ name, population }) => ({ word: name, count: population })),
    ),
    note: gazetteers.placesOfNote,
  },
};
const learner = new Learner(lexicon, Number(values.rows));
for (let turn = 0; turn < Number(values.turns); turn++) {
  const order = new Random(SEED + turn);
  const examples = examplesOf(order);
  say(`turn ${String(turn + 1)}: ${String(examples.length)} examples`);
  learner.train(examples, Number(values.epochs), order);
}
const { weights, factor } = learner.quantize();
say(`weights averaged and multiplied by ${factor.toFixed(2)}`);
writeFileSync(values.out, encodeModel({ lexicon, weights, scale: factor }));
say('model written');

/** Real text counts four times, joined and written in another way each time, half of it with other people in it. */
function examplesOf(order: Random): Example[] {
  const examples: Example[] = [
    ...readCorpora(values.data, order),
    ...readCorpora(values.data, order),
    ...readCorpora(values.data, order, stock),
    ...readCorpora(values.data, order, stock),
    ...negatives,
    ...readNegatives(values.data, order),
    ...readNegatives(values.data, order),
    ...readNegatives(values.data, order),
  ];
  for (const { lines } of readTemplates()) {
    for (const line of lines) {
      for (let time = 0; time < Number(values.repeat); time++)
        examples.push(fill(line, order, stock));
    }
  }
  return examples;
}
