import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../bench/eval/own-corpus.ts';
import { expression } from '../../../lambdas/core/scan/expression.ts';
import { FULL_NAME, namesBegin } from '../../../lambdas/core/scan/names.ts';

const AT_END = expression(`(?<![\\p{L}\\p{N}])${FULL_NAME}$`, 'u');
const LONGEST = 80;

function nameAtEnd(text: string, from: number, end: number): readonly [number, number] | undefined {
  const found = AT_END.exec(text.slice(from, end));
  return found === null ? undefined : [from + found.index, from + found.index + found[0].length];
}

describe('where words of a name may begin before a place', () => {
  it.each([
    ['seen by Jane Roe', 0],
    ['MRN 12, Jane Roe', 6],
    ['(Jane M. Roe', 0],
    ["a: O'Neil-Roe", 1],
    ['2é Roe', 0],
    ['x9', 1],
    ['', 0],
  ])('is in %j at %i', (text, expected) => {
    expect(namesBegin(text, text.length, LONGEST)).toBe(expected);
  });

  it('is no further back than is asked for', () => {
    expect(namesBegin('Jane Roe', 8, 3)).toBe(5);
  });

  it('leaves every name of the own corpus as it was found without it', () => {
    const differing: string[] = [];
    let names = 0;
    for (const { id, text } of readCorpus()) {
      for (let end = 1; end <= Math.min(text.length, 400); end++) {
        const whole = nameAtEnd(text, Math.max(0, end - LONGEST), end);
        if (whole !== undefined) names += 1;
        const cut = nameAtEnd(text, namesBegin(text, end, LONGEST), end);
        if (cut?.join() !== whole?.join()) differing.push(id);
      }
    }
    expect(differing).toEqual([]);
    expect(names).toBeGreaterThan(100);
  });
});
