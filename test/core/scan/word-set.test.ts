import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../lambdas/core/scan/word-kinds.ts';
import { WordSet } from '../../../lambdas/core/scan/word-set.ts';
import { isPlainlyWritten } from '../../../lambdas/core/scan/words.ts';

const words = Array.from({ length: 500 }, (_, index) => `word${String(index)}`);
const set = new WordSet(() => [
  ...words,
  ...['kin', 'espa\xf1ol', "ma'am", 'ihr termin', 'mr.', ''],
]);

describe('a set of words', () => {
  it.each(['kin', 'KIN', '\u212aIN', 'Espa\xf1ol', 'ESPA\xd1OL', "Ma'am", 'Ihr Termin', 'MR.', ''])(
    'has %s in any case',
    (word) => {
      expect(set.has(word)).toBe(true);
    },
  );
  it.each(['kind', 'ki', 'espanol', 'ma', 'ihr  termin', 'mr', '\xe9', 'word500'])(
    'has no %s',
    (word) => {
      expect(set.has(word)).toBe(false);
    },
  );
  it('has each of many, and may have the hash of each', () => {
    expect(words.filter((word) => !set.has(word.toUpperCase()))).toEqual([]);
    expect(words.filter((word) => !set.mayHave(hashOf(word, 0, word.length)))).toEqual([]);
  });
  it('asks for its list when a word is first looked for, and once', () => {
    let asked = 0;
    const late = new WordSet(() => [`asked${String(++asked)}`]);
    expect(asked).toBe(0);
    expect([late.has('asked1'), late.has('asked2'), late.has('asked1')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(asked).toBe(1);
  });
  it('is told by a hash to have hardly any other word', () => {
    const others = words.map((word) => `no${word}`);
    const may = others.filter((word) => set.mayHave(hashOf(word, 0, word.length)));
    expect(may.length).toBeLessThan(others.length / 4);
  });
});

describe('a name is plainly written', () => {
  it.each(['Mara', 'Mara Roe', 'Mara Ellen Roe', 'Al'])('as %s is', (name) => {
    expect(isPlainlyWritten(name)).toBe(true);
  });
  it.each([
    ...['', 'A', 'mara', 'MARA', 'McRoe', 'Mara roe', 'Mara  Roe', 'Mara ', ' Mara', 'Mara R'],
    ...['Mara\tRoe', "O'Roe", 'Mara-Roe', 'Mara.', 'Mara_roe', 'Mara2', 'M\xe1ra', '\xc1mara'],
    ...['[ara', '@ara', 'Mar{', 'Mar`'],
  ])('as "%s" is not', (name) => {
    expect(isPlainlyWritten(name)).toBe(false);
  });
});
