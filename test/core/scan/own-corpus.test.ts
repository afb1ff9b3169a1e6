import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CORPUS_FOLDER,
  figuresOf,
  POINTS,
  readBaseline,
  readCorpus,
  scoreCorpus,
  worseThan,
  type Figures,
} from '../../../bench/eval/own-corpus.ts';
import { IDENTIFIER_LABELS } from '../../../lambdas/core/scan/labels.ts';
import * as valid from '../../../lambdas/core/scan/checksums.ts';
import * as made from '../../../train/corpus/check-digits.ts';
import { asLines, makeCorpus } from '../../../train/corpus/make.ts';
import { Random } from '../../../train/random.ts';

const corpus = readCorpus();

describe("the scanner's own corpus", () => {
  it('is what its templates make; after a change of them run `npm run corpus -- --make --update`', () => {
    const made = makeCorpus();
    const files = readdirSync(CORPUS_FOLDER).filter((file) => file.endsWith('.jsonl'));
    expect(files.sort()).toEqual([...made.keys()].map((kind) => `${kind}.jsonl`).sort());
    const differing = [...made]
      .filter(([kind, documents]) => {
        const committed = readFileSync(path.join(CORPUS_FOLDER, `${kind}.jsonl`), 'utf8');
        return committed !== asLines(documents);
      })
      .map(([kind]) => kind);
    expect(differing).toEqual([]);
  });

  it('has every identifier at least twenty times, and harmless documents', () => {
    const { labels, harmless } = readBaseline().strict;
    const rare = IDENTIFIER_LABELS.filter((label) => (labels[label]?.gold ?? 0) < 20);
    expect(rare).toEqual([]);
    expect(harmless).toBeGreaterThanOrEqual(200);
  });

  it('has each id once, and marks that are stretches of the text', () => {
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
    const wrong = corpus.filter(({ text, spans }) =>
      spans.some(
        ({ start, end }) => start >= end || text.slice(start, end).trim().length < end - start,
      ),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['NPI', made.npi, valid.isNpi],
    ['DEA', made.dea, valid.isDeaNumber],
    ['VIN', made.vin, valid.isVin],
    ['IBAN', made.iban, valid.isIban],
    ['GTIN', made.gtin, valid.isGtin],
    ['MBI', made.mbi, valid.isMbi],
    ['card', (random: Random) => made.withLuhn(`400000${random.digits(9)}`), valid.passesLuhn],
  ] as const)('has a valid check digit or format in each %s', (_kind, make, isValid) => {
    const random = new Random(7);
    const refused = Array.from({ length: 300 }, () => make(random)).filter((id) => !isValid(id));
    expect(refused).toEqual([]);
  });

  it.each(POINTS)('is recognized no worse than before, at the %s point', (point) => {
    const before = readBaseline()[point];
    const now = figuresOf(corpus, scoreCorpus(corpus, point));
    const marked = ({ labels }: Figures): unknown =>
      Object.fromEntries(Object.entries(labels).map(([label, { gold }]) => [label, gold]));
    // Figures of another corpus say nothing about this one.
    expect(marked(before)).toEqual(marked(now));
    expect(worseThan(before, now)).toEqual([]);
  });
});

describe('the comparison with the baseline', () => {
  const before: Figures = {
    labels: {
      NAME: { gold: 10, covered: 9, missed: ['notes-1'] },
      URL: { gold: 4, covered: 4, missed: [] },
    },
    harmless: 20,
    alarmed: ['harmless-3'],
  };

  it('passes over what is the same or better, whichever documents it is', () => {
    const now = {
      ...before,
      labels: { ...before.labels, NAME: { gold: 10, covered: 9, missed: ['notes-2'] } },
    };
    expect(worseThan(before, before)).toEqual([]);
    expect(worseThan(before, now)).toEqual([]);
    expect(worseThan(before, { ...now, alarmed: [] })).toEqual([]);
  });

  it('names the label, both figures and the documents newly missed', () => {
    const NAME = { gold: 10, covered: 7, missed: ['notes-1', 'sms-4', 'chat-2'] };
    expect(worseThan(before, { ...before, labels: { ...before.labels, NAME } })).toEqual([
      'NAME: recall is 70.00 % (7 of 10), it was 90.00 % (9 of 10); newly missed: sms-4, chat-2.',
    ]);
  });

  it('does not let one label make up for another', () => {
    const labels = {
      NAME: { gold: 10, covered: 10, missed: [] },
      URL: { gold: 4, covered: 3, missed: ['sms-7'] },
    };
    expect(worseThan(before, { ...before, labels })).toHaveLength(1);
  });

  it('notices a label that is gone and harmless documents newly alarmed', () => {
    const { NAME } = before.labels;
    const now = { ...before, labels: { NAME: NAME! }, alarmed: ['harmless-3', 'harmless-9'] };
    expect(worseThan(before, now)).toEqual([
      'URL is no longer in the corpus.',
      'harmless documents alarmed: 10.00 % (2 of 20), it was 5.00 % (1 of 20); new: harmless-9.',
    ]);
  });
});
