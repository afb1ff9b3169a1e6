import Table from 'cli-table3';
import type { FindingCounts } from '../../lambdas/core/scan/finding.ts';
import type { PhiClass } from '../../lambdas/core/vocabulary.ts';
import { PROBLEMS, type FileProblem } from './problems.ts';

/** What became of one file. Counts and codes only. */
export interface FileReport {
  readonly file: string;
  readonly status: 'deidentified' | 'refused';
  /** Absent: it went to standard output, or there is no output. */
  readonly output?: string;
  readonly format?: string;
  /** `text`: what the document says, because it cannot be written in its own format. Absent: in its format. */
  readonly writtenAs?: 'text';
  /** Of the file as it came. */
  readonly classification?: PhiClass;
  /** How many of each label were found, health information included. */
  readonly found?: FindingCounts;
  /** How many of each label were replaced. */
  readonly replaced?: FindingCounts;
  readonly reason?: FileProblem;
  /** Why parts of a document could not be read: static codes. */
  readonly unreadable?: readonly string[];
  /** How many identifiers the file's own name seems to hold. Names are kept. */
  readonly inName: number;
}

export interface Report {
  readonly profile: string;
  readonly scannerVersion: string;
  readonly files: readonly FileReport[];
  readonly totals: {
    readonly deidentified: number;
    readonly refused: number;
    readonly notReached: number;
    readonly replaced: FindingCounts;
    readonly namesWithIdentifiers: number;
  };
}

export function sumCounts(counts: readonly FindingCounts[]): FindingCounts {
  const total: Record<string, number> = {};
  for (const one of counts) {
    for (const [label, count] of Object.entries(one)) total[label] = (total[label] ?? 0) + count;
  }
  return total;
}

export function asTable({ files, totals }: Report): string {
  const table = new Table({
    head: ['file', 'format', 'class', 'found', 'replaced', 'result'],
    style: { head: [], border: [] },
  });
  for (const report of files) {
    const { file, format, classification, found, replaced } = report;
    table.push([
      file,
      format ?? '-',
      classification ?? '-',
      listed(found),
      String(Object.values(replaced ?? {}).reduce((sum, count) => sum + count, 0)),
      resultOf(report),
    ]);
  }
  const lines = [
    table.toString(),
    `de-identified: ${String(totals.deidentified)}, without output: ${String(totals.refused + totals.notReached)}`,
    `replaced: ${listed(totals.replaced)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** What became of a file, in words. */
export function resultOf({ status, writtenAs, reason, unreadable }: FileReport): string {
  if (status === 'deidentified') {
    return writtenAs === 'text' ? 'de-identified, as plain text' : 'de-identified';
  }
  const why = unreadable === undefined ? '' : ` (${unreadable.join(', ')})`;
  return `${PROBLEMS[reason ?? 'failed']}${why}`;
}

function listed(counts: FindingCounts = {}): string {
  const all = Object.entries(counts).map(([label, count]) => `${label} ${String(count)}`);
  return all.join(', ') || 'nothing';
}
