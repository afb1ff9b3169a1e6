import { LEAST_SCORE } from '../../lambdas/core/scan/scan.ts';
import { identifiersIn } from './identifiers-in.ts';
import { percent, precisionOf, recallOf, score, type GoldDocument } from './score.ts';

/** Scores from which a finding counts: those of both operating points, and tenths between them. */
export const THRESHOLDS: readonly number[] = [
  ...new Set([...Array.from({ length: 10 }, (_, tenths) => tenths / 10), LEAST_SCORE.balanced]),
].sort((a, b) => a - b);

/** What counts findings from one score on comes to, in percent; undefined where there is nothing to count. */
export interface CurvePoint {
  readonly threshold: number;
  /** Full cover, over all labels that the corpus marks. */
  readonly recall: number | undefined;
  readonly precision: number | undefined;
  /** Harmless documents alarmed. */
  readonly alarmed: number | undefined;
}

/**
 * The figures of a corpus at each threshold. Every document is scanned once, at the strict point, and what is
 * less sure is then left out: where two findings contend for a place, a scan at another point may take the other.
 */
export function curveOf(
  documents: readonly GoldDocument[],
  thresholds: readonly number[] = THRESHOLDS,
): CurvePoint[] {
  const found = new Map(
    documents.map((document) => [document, identifiersIn(document, 'strict')] as const),
  );
  return thresholds.map((threshold) => {
    const result = score(documents, (document) =>
      (found.get(document) ?? []).filter((finding) => finding.score >= threshold),
    );
    const recall = recallOf(result);
    return {
      threshold,
      recall,
      // Where nothing is marked nothing can be right: those documents are all harmless.
      precision: recall === undefined ? undefined : precisionOf(result),
      alarmed: percent(result.alarmed, result.harmless),
    };
  });
}

const FIGURES = {
  recall: 'recall, full cover',
  precision: 'precision',
  alarmed: 'harmless documents alarmed',
} as const;

/** One table for each figure: a row for each corpus, a column for each threshold. */
export function curveTables(curves: ReadonlyMap<string, readonly CurvePoint[]>): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}[] {
  return (['recall', 'precision', 'alarmed'] as const).map((figure) => ({
    head: [FIGURES[figure], ...THRESHOLDS.map(thresholdName)],
    rows: [...curves].flatMap(([name, points]) => {
      const cells = points.map((point) => point[figure]?.toFixed(1) ?? '-');
      // A corpus without harmless documents says nothing about them.
      return cells.every((cell) => cell === '-') ? [] : [[name, ...cells]];
    }),
  }));
}

function thresholdName(threshold: number): string {
  if (threshold === LEAST_SCORE.strict) return 'strict (0)';
  if (threshold === LEAST_SCORE.balanced) return `balanced (${String(threshold)})`;
  return String(threshold);
}

/** A table of Markdown, figures to the right. */
export function asMarkdown({ head, rows }: ReturnType<typeof curveTables>[number]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}
