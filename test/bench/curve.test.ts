import { describe, expect, it } from 'vitest';
import { asMarkdown, curveOf, curveTables, THRESHOLDS } from '../../bench/eval/curve.ts';

const marked = (id: string, text: string, label: string, value: string) => {
  const start = text.indexOf(value);
  return { id, text, spans: [{ start, end: start + value.length, label }] };
};
const DOCUMENTS = [
  marked('1', 'MRN: 5518820', 'MRN', '5518820'),
  marked('2', 'write to jane.roe@example.org', 'EMAIL', 'jane.roe@example.org'),
  { id: '3', text: 'The meeting is moved.', spans: [] },
];

describe('the operating curve', () => {
  it('begins with all that is found, and ends with what is certain', () => {
    const [all, none] = curveOf(DOCUMENTS, [0, 1.1]);
    expect(all).toEqual({ threshold: 0, recall: 100, precision: 100, alarmed: 0 });
    expect(none).toEqual({ threshold: 1.1, recall: 0, precision: undefined, alarmed: 0 });
  });

  it('never finds more at a higher threshold, and has both operating points', () => {
    const recalls = curveOf(DOCUMENTS).map(({ recall }) => recall ?? 0);
    expect(recalls).toEqual([...recalls].sort((a, b) => b - a));
    expect(THRESHOLDS).toContain(0);
    expect(THRESHOLDS).toContain(0.42);
  });

  it('is shown as a table for each figure, without corpora of which a figure says nothing', () => {
    const harmless = DOCUMENTS.slice(2);
    const tables = curveTables(
      new Map([
        ['all', curveOf(DOCUMENTS)],
        ['harmless', curveOf(harmless)],
      ]),
    );
    expect(tables.map(({ rows }) => rows.map(([name]) => name))).toEqual([
      ['all'],
      ['all'],
      ['all', 'harmless'],
    ]);
    const [, rule, row] = asMarkdown(tables[0] ?? { head: [], rows: [] }).split('\n');
    expect(rule).toMatch(/^\| --- \|(?: ---: \|)+$/);
    expect(row).toMatch(/^\| all \| 100\.0 \|/);
  });
});
