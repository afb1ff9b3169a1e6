import { describe, expect, it } from 'vitest';
import { HEALTH_LEXICON, WEIGHT } from '../../../lambdas/core/scan/lexicon.ts';
import {
  isNonNameWord,
  isWordName,
  looksLikePersonName,
} from '../../../lambdas/core/scan/names.ts';

const terms = [...HEALTH_LEXICON.keys()].flatMap((first) =>
  (HEALTH_LEXICON.get(first) ?? []).map((term) => ({ first, term })),
);

describe('the health lexicon', () => {
  it('knows many terms, each with a weight of the scale', () => {
    expect(terms.length).toBeGreaterThan(900);
    const weights = new Set<number>([...Object.values(WEIGHT), 0]);
    for (const { term } of terms) expect(weights.has(term.score)).toBe(true);
  });

  it('writes terms in lower case and abbreviations in capitals', () => {
    for (const { first, term } of terms) {
      if (!term.exact)
        expect([first, ...term.rest].join(' ')).toBe([first, ...term.rest].join(' ').toLowerCase());
    }
  });

  it('says nothing strong with an everyday word', () => {
    for (const word of [
      'care',
      'appointment',
      'test',
      'device',
      'monitor',
      'plan',
      'visit',
      'pump',
    ]) {
      const alone = HEALTH_LEXICON.get(word)?.find((term) => term.rest.length === 0);
      expect(alone?.score).toBe(WEIGHT.faint);
    }
  });

  it('lists the longest phrase first', () => {
    for (const list of [...HEALTH_LEXICON.keys()].map((first) => HEALTH_LEXICON.get(first) ?? [])) {
      const lengths = list.map((term) => term.rest.length);
      expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    }
  });
});

describe('names', () => {
  it.each([
    'Jane Roe',
    "Declan O'Shaughnessy",
    'José Ñíguez',
    'Ingrid Vasquez-Lund',
    'Ludwig van Beethoven',
    'JANE ROE',
    'Dr. Aboud',
  ])('%s reads like a name', (text) => {
    expect(looksLikePersonName(text, text.includes('Dr.') ? 1 : 2)).toBe(true);
  });

  it.each([
    'Hard bounce',
    'Parkside Labs Inc',
    'HVAC inspection',
    '#9999',
    'Facilities Team',
    'Walter',
    'a/b',
    'Conf Room 3',
  ])('%s does not', (text) => {
    expect(looksLikePersonName(text)).toBe(false);
  });

  it('keeps words that are only words apart from words that are names too', () => {
    expect(isNonNameWord('Monday')).toBe(true);
    expect(isNonNameWord('Grace')).toBe(false);
    expect(isWordName('Grace')).toBe(true);
    expect(isWordName('Lindqvist')).toBe(false);
  });
});
