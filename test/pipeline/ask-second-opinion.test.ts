import { describe, expect, it } from 'vitest';
import type { Document } from '../../lambdas/core/scan/document.ts';
import { scan } from '../../lambdas/core/scan/scan.ts';
import { askSecondOpinion } from '../../lambdas/pipeline/ask-second-opinion.ts';
import type { Opinion, SecondOpinion } from '../../lambdas/ports/second-opinion.ts';

const document: Document = {
  careContext: false,
  unreadable: [],
  segments: [
    { path: '/note', text: 'note', role: 'key' },
    { path: '/note', text: 'zork has asthma', role: 'value', hint: 'note' },
    { path: '/empty', text: ' ', role: 'value' },
    { path: '/more', text: 'lentils came too', role: 'value' },
  ],
};

/** Another detector that finds certain words, and remembers what it was asked. */
function finding(words: readonly string[], failure?: Opinion['failure']) {
  const asked: string[] = [];
  const opinion: SecondOpinion = {
    name: 'other',
    async ask(text) {
      asked.push(text);
      const spans = words.map((word) => {
        const start = text.indexOf(word);
        return { label: 'NAME' as const, start, end: start + word.length, score: 0.9 };
      });
      return failure === undefined ? { spans } : { spans, failure };
    },
  };
  return { opinion, asked };
}

const ask = (opinion: SecondOpinion) => askSecondOpinion(document, scan(document), opinion);

describe('asking for a second opinion', () => {
  it('sends the values with the names of their fields, once', async () => {
    const { opinion, asked } = finding([]);
    expect(await ask(opinion)).toEqual({ report: scan(document) });
    expect(asked).toEqual(['note: zork has asthma\n\nlentils came too\n\n']);
  });

  it('puts what it finds where it stands', async () => {
    const { report, failure } = await ask(finding(['zork', 'lentils']).opinion);
    expect(failure).toBeUndefined();
    expect(report.classification).toBe('phi');
    const added = report.findings.filter(({ recogniser }) => recogniser === 'other');
    expect(added.map(({ segment, start, end }) => [segment, start, end])).toEqual([
      [1, 0, 4],
      [3, 0, 7],
    ]);
  });

  it('keeps what reaches over several values to the values', async () => {
    const { report } = await ask(finding(['note: zork has asthma\n\nlentils']).opinion);
    const added = report.findings.filter(({ recogniser }) => recogniser === 'other');
    expect(added.map(({ segment, start, end }) => [segment, start, end])).toEqual([
      [1, 0, 15],
      [3, 0, 7],
    ]);
  });

  it('notes a failure and keeps what there is', async () => {
    const { report, failure } = await ask(finding(['zork'], 'timed_out').opinion);
    expect(failure).toBe('timed_out');
    expect(report.classification).toBe('phi');
    const silent = await ask(finding([], 'unavailable').opinion);
    expect(silent).toEqual({ report: scan(document), failure: 'unavailable' });
  });

  it('does not ask about nothing', async () => {
    const { opinion, asked } = finding([]);
    const empty: Document = { segments: [], careContext: false, unreadable: [] };
    await askSecondOpinion(empty, scan(empty), opinion);
    expect(asked).toEqual([]);
  });
});
