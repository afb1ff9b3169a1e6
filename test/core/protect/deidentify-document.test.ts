import { describe, expect, it } from 'vitest';
import { deidentifyDocument } from '../../../lambdas/core/protect/deidentify-document.ts';
import { seededNumbers } from '../../../lambdas/core/protect/surrogates/random-numbers.ts';
import { Surrogates } from '../../../lambdas/core/protect/surrogates/surrogates.ts';
import { createTokenMaker } from '../../../lambdas/core/protect/tokens.ts';
import type { Segment } from '../../../lambdas/core/scan/document.ts';
import { scanText } from '../scan/support/scan-text.ts';

const RULES = {
  profile: 'safe-harbor',
  careContext: false,
  thisYear: 2026,
  makeToken: createTokenMaker('4f7kq2m9x0c1v8b3n6h5g4d2sa'),
  surrogates: new Surrogates(seededNumbers('test')),
} as const;

const say = (path: string, text: string, hint?: string): Segment => ({
  path,
  text,
  role: 'value',
  ...(hint !== undefined && { hint }),
});

const textOf = (...segments: readonly Segment[]): string => {
  const result = deidentifyDocument({ segments, unreadable: [] }, RULES);
  if (result.kind === 'refused') throw new Error(result.reason);
  return result.text;
};

describe('the text of a document without its identifiers', () => {
  it('keeps the cells of a row on a line, and sheets and pages apart', () => {
    const text = textOf(
      say('sheet/1/name', 'Plan'),
      say('sheet/Plan/A1', 'Task'),
      say('sheet/Plan/B1', 'two\nlines'),
      say('sheet/Plan/A2', 'Order paper'),
      say('page/1', 'First'),
      say('page/2', 'Second'),
      say('paragraph/1', 'a'),
      say('paragraph/2', 'b'),
    );
    expect(text).toBe('Plan\n\nTask\ttwo lines\nOrder paper\n\nFirst\n\nSecond\na\nb\n');
  });

  it('knows by its place what a value is, where the text alone does not say it', () => {
    expect(textOf(say('sheet/a/B2', 'Odd', 'last name'), say('sheet/a/B3', '77182', 'MRN'))).toBe(
      '[NAME]\n[MRN]\n',
    );
  });

  it('finds what only the text as a whole shows', () => {
    const text = textOf(
      say('paragraph/1', 'Patient name:'),
      say('paragraph/2', 'Odette Lindqvist'),
    );
    expect(text).not.toContain('Lindqvist');
    expect(scanText(text).findings.map(({ label }) => label)).not.toContain('NAME');
  });

  it('has none where a part could not be read', () => {
    const content = {
      segments: [say('page/1', 'x')],
      unreadable: [{ path: 'page/2', reason: 'timeout' }],
    };
    expect(deidentifyDocument(content, RULES)).toEqual({
      kind: 'refused',
      reason: 'unreadable_part',
    });
  });
});
