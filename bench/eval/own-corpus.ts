import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { OperatingPoint } from '../../lambdas/core/scan/scan.ts';
import { identifiersIn } from './identifiers-in.ts';
import { score, type GoldDocument, type Score } from './score.ts';

/** Where the scanner's own corpus is kept, with the figures that may not get worse. */
export const CORPUS_FOLDER = path.join(import.meta.dirname, '../../test/corpus/scan');
export const BASELINE_FILE = path.join(CORPUS_FOLDER, 'baseline.json');

export const POINTS: readonly OperatingPoint[] = ['strict', 'balanced'];

const ids = z.array(z.string());
const count = z.int().nonnegative();

const figuresSchema = z.strictObject({
  /** By label: spans marked, those covered in full, and the documents in which one was not. */
  labels: z.record(z.string(), z.strictObject({ gold: count, covered: count, missed: ids })),
  /** Harmless documents in which something was found. */
  harmless: count,
  alarmed: ids,
});

const baselineSchema = z.strictObject({ strict: figuresSchema, balanced: figuresSchema });

/** Figures at one operating point. They name documents and never quote them. */
export type Figures = z.infer<typeof figuresSchema>;
export type Baseline = z.infer<typeof baselineSchema>;

/** Throws if the file is not there or not a baseline. */
export const readBaseline = (file = BASELINE_FILE): Baseline =>
  baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** All documents of a folder's `*.jsonl`, in the order of the file names. */
export function readCorpus(folder = CORPUS_FOLDER): GoldDocument[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as GoldDocument);
}

/** Scans a corpus at one operating point. */
export function scoreCorpus(corpus: readonly GoldDocument[], point: OperatingPoint): Score {
  return score(corpus, (document) => identifiersIn(document, point));
}

/** What is kept of a score to compare the next one with. */
export function figuresOf(corpus: readonly GoldDocument[], result: Score): Figures {
  const labels: Figures['labels'] = {};
  for (const [label, { gold, covered }] of [...result.labels].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (gold === 0) continue;
    labels[label] = { gold, covered, missed: idsOf(result.missed, (miss) => miss.label === label) };
  }
  const harmless = new Set(
    corpus
      .filter(({ spans }) => spans.every(({ label }) => label === 'IGNORE'))
      .map(({ id }) => id),
  );
  const alarmed = idsOf(result.falseAlarms, ({ id }) => harmless.has(id));
  return { labels, harmless: harmless.size, alarmed };
}

function idsOf(list: Score['missed'], keep: (item: Score['missed'][number]) => boolean): string[] {
  return [...new Set(list.filter(keep).map(({ id }) => id))];
}

/**
 * Says in a sentence each what is worse than before: a label of which a smaller share is covered in full, a
 * label that is gone, a larger share of harmless documents alarmed. Empty when nothing is.
 */
export function worseThan(before: Figures, now: Figures): string[] {
  const worse: string[] = [];
  for (const [label, was] of Object.entries(before.labels)) {
    const is = now.labels[label];
    if (is === undefined) worse.push(`${label} is no longer in the corpus.`);
    else if (is.covered * was.gold < was.covered * is.gold) {
      const fresh = is.missed.filter((id) => !was.missed.includes(id));
      worse.push(
        `${label}: recall is ${share(is.covered, is.gold)}, it was ${share(was.covered, was.gold)}; ` +
          // Another span of a document that was in the list before has no id of its own.
          `newly missed: ${fresh.join(', ') || 'in documents that missed one before'}.`,
      );
    }
  }
  if (now.alarmed.length * before.harmless > before.alarmed.length * now.harmless) {
    const fresh = now.alarmed.filter((id) => !before.alarmed.includes(id));
    worse.push(
      `harmless documents alarmed: ${share(now.alarmed.length, now.harmless)}, ` +
        `it was ${share(before.alarmed.length, before.harmless)}; new: ${fresh.join(', ')}.`,
    );
  }
  return worse;
}

const share = (part: number, whole: number): string =>
  `${whole === 0 ? '-' : ((part / whole) * 100).toFixed(2)} % (${part} of ${whole})`;
