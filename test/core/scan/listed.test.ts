import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listed } from '../../../lambdas/core/scan/listed.ts';

describe('listed', () => {
  it.each([
    { lines: [], words: [] },
    { lines: ['ache'], words: ['ache'] },
    { lines: ['ache, acne', 'burn'], words: ['ache', 'acne', 'burn'] },
    { lines: ["bell's palsy, H. pylori"], words: ["bell's palsy", 'H. pylori'] },
  ])('reads $lines as $words', ({ lines, words }) => {
    expect(listed(lines)).toEqual(words);
  });
});

describe('the data files', () => {
  const folder = new URL('../../../lambdas/core/scan/', import.meta.url);
  const files = [
    'data/wide-places.json',
    ...readdirSync(new URL('lexicon/', folder)).map((name) => `lexicon/${name}`),
  ];
  /** All lists that a file has, wherever in it. */
  const listsIn = (value: unknown): string[][] => {
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return [value];
    return typeof value === 'object' && value !== null
      ? Object.values(value).flatMap((inner) => listsIn(inner))
      : [];
  };

  it.each(files)('%s has words that are parted by a comma and a space, each once', (file) => {
    const lists = listsIn(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))).map(listed);
    expect(lists.flat().length).toBeGreaterThan(20);
    for (const words of lists) {
      expect(words.filter((word) => word.trim() !== word || /^$|,/.test(word))).toEqual([]);
      expect(new Set(words).size).toBe(words.length);
    }
  });
});
