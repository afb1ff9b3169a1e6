import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../../lambdas/core/scan/document.ts';
import type { Recogniser } from '../../../../lambdas/core/scan/recogniser.ts';

/** Text, what is found in it (label and matched text), and the hint of its segment. */
export type MatchRow = readonly [text: string, found: string | readonly string[], hint?: string];
/** Text in which nothing is found, and the hint of its segment. */
export type NoMatchRow = string | readonly [text: string, hint: string];

/** The match and no-match rows of one recogniser. All people and numbers in them are invented. */
export function describeRecogniser(
  recogniser: Recogniser,
  rows: { readonly match: readonly MatchRow[]; readonly noMatch: readonly NoMatchRow[] },
): void {
  describe(`the ${recogniser.name} recogniser`, () => {
    it.each(rows.match.map(([text, found, hint]) => ({ text, found, hint })))(
      'finds $found in "$text" ($hint)',
      ({ text, found, hint }) => {
        expect(findIn(recogniser, text, hint)).toEqual(typeof found === 'string' ? [found] : found);
      },
    );

    it.each(
      rows.noMatch.map((row) =>
        typeof row === 'string' ? { text: row } : { text: row[0], hint: row[1] },
      ),
    )('finds nothing in "$text" ($hint)', (row) => {
      expect(findIn(recogniser, row.text, 'hint' in row ? row.hint : undefined)).toEqual([]);
    });
  });
}

/** What a recogniser finds, as text, without repeats and in order. */
export function findIn(recogniser: Recogniser, text: string, hint?: string): string[] {
  const segment: Segment = {
    path: 'text',
    text,
    role: 'value',
    ...(hint === undefined ? {} : { hint }),
  };
  const spans = [...recogniser.recognise(segment)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  for (const { start, end, score } of spans) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(1);
  }
  const outermost = spans.filter(
    (span) =>
      !spans.some(
        (other) =>
          other !== span &&
          other.start <= span.start &&
          span.end <= other.end &&
          other.end - other.start > span.end - span.start,
      ),
  );
  return [...new Set(outermost.map(({ start, end }) => text.slice(start, end)))];
}
