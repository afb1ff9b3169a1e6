import { describe, expect, it } from 'vitest';
import { smallStreetLineEnd, streetLineEnd } from '../../../lambdas/core/scan/street-line.ts';

const digitsOf = (text: string): number => /\d*/.exec(text)?.[0].length ?? 0;
const lineOf = (text: string, end: number): string => (end < 0 ? '' : text.slice(0, end));

describe('a street in small letters', () => {
  it.each([
    ['123 main street, ohio', '123 main street'],
    ["12 o'brien st. today", "12 o'brien st."],
    ['5 3rd ave', '5 3rd ave'],
    ['5 42nd st east', '5 42nd st'],
    ['7 Old mill rd', '7 Old mill rd'],
    ['7 a bc lane', ''],
    ['9 main\u00a0street', '9 main\u00a0street'],
    ['9 main\tcourt road', '9 main\tcourt road'],
    ['9 main  street', ''],
    ['9 street', ''],
    ['9 main streets', ''],
    ['9 main street_2', ''],
    ['9 main streeT', ''],
    ['9 1234th st', ''],
    ['9 3xd st', ''],
    ['9 maIn st', ''],
    ['9 abcdefghijklmnopqrstu st', '9 abcdefghijklmnopqrstu st'],
    ['9 abcdefghijklmnopqrstuv st', ''],
    ['9 one two three lane', '9 one two three lane'],
    ['9 one two three four lane', ''],
    ['14 the avenue', '14 the avenue'],
    ['7 hour drive tomorrow', ''],
    ['2 of the place', ''],
    ['750 in court', ''],
    ['00 search the street', ''],
    ['9 over road, hull', '9 over road'],
    ['5 our lady street', '5 our lady street'],
    ['22 on the green road', ''],
    ['22 church of rome road', '22 church of rome road'],
  ])('is in %j: %j', (text, expected) => {
    expect(lineOf(text, smallStreetLineEnd(text, digitsOf(text)))).toBe(expected);
  });
});

describe('a street with capitals', () => {
  it.each([
    ['123 Main Street', '123 Main Street'],
    ['123 n Main St', '123 n Main St'],
    ['123 n. Main St', '123 n. Main St'],
    ['123 e\tMain St', '123 e\tMain St'],
    ['123 s Main St', '123 s Main St'],
    ['123 w  Main St', '123 w  Main St'],
    ['123  n Main St', '123  n Main St'],
    ['123 1/2 Main St', '123 1/2 Main St'],
    ['123 next Main St', ''],
    ['123 main St', ''],
    ['8 W 42nd ST NW', '8 W 42nd ST NW'],
    ['8 École Road', '8 École Road'],
  ])('is in %j: %j', (text, expected) => {
    expect(lineOf(text, streetLineEnd(text, 0, digitsOf(text)))).toBe(expected);
  });
});
