import { describe, expect, it } from 'vitest';
import {
  Behind,
  isBehind,
  lettersOf,
  matchesAtNumbers,
  matchesAtRuns,
  mayBeBefore,
} from '../../../lambdas/core/scan/define-recogniser.ts';
import { viewOf } from '../../../lambdas/core/scan/normalize.ts';

const view = (text: string): ReturnType<typeof viewOf> => viewOf({ path: '', text, role: 'value' });

describe('what stands behind digits', () => {
  it.each([
    [' ', 'space'],
    ['\n', 'space'],
    ['m', 'letter'],
    ['Z', 'letter'],
    ['.', 'dot'],
    ['-', 'hyphen'],
    ['/', 'slash'],
    [':', 'colon'],
    [',', 'other'],
    ['%', 'other'],
  ] as const)('is by %j one kind of character', (character, kind) => {
    const kinds = Object.entries(Behind).filter(([name]) => name !== 'any');
    const seen = kinds.filter(([, bit]) => isBehind(`12${character}`, 2, bit));
    expect(seen.map(([name]) => name)).toEqual([kind]);
  });

  it.each([
    ['the end of the text', '12'],
    ['a space that is not of ASCII', '12\u2003'],
    ['a letter that is not of ASCII', '12é'],
  ])('may be anything at %s', (_, text) => {
    expect(isBehind(text, 2, Behind.slash)).toBe(true);
  });
});

describe('the letter behind digits', () => {
  it.each([
    ['12mg', true],
    ['12 mg', true],
    ['12 MG', true],
    ['12 x', false],
    ['12x', false],
    ['12  x', true],
    ['12\tx', true],
    ['12 - x', true],
    ['12 3', true],
    ['12', true],
    ['12 é', true],
    ['12 [', true],
  ])('of %j is one that is waited for, or none of ASCII: %s', (text, expected) => {
    expect(mayBeBefore(text, 2, lettersOf('amz'))).toBe(expected);
  });

  it('may be none at all', () => {
    expect(mayBeBefore('12 a', 2, 0)).toBe(false);
    expect(mayBeBefore('12 3', 2, 0)).toBe(true);
  });
});

describe('an expression for numbers', () => {
  it('runs only where one of its letters may follow', () => {
    const letters = lettersOf('d');
    const text = view('3 days, 4 men, 5d, 6e, 7-8');
    const runs = matchesAtRuns(/\d/y, text, 1, 1, Behind.any, letters);
    expect(runs.map(([whole]) => whole)).toEqual(['3', '5', '7', '8']);
    const numbers = matchesAtNumbers(/\w+/y, text, () => true, Behind.any, letters);
    expect(numbers.map(([whole]) => whole)).toEqual(['3', '5d', '6e', '7', '8']);
  });

  it('runs at the runs of digits before what it asks for', () => {
    const found = matchesAtRuns(/\d+./y, view('12/3 45-6 78.9'), 2, 2, Behind.slash | Behind.dot);
    expect(found.map(([whole]) => whole)).toEqual(['12/', '78.']);
  });

  it('runs at words with letters whatever stands behind them', () => {
    const found = matchesAtNumbers(/\w+/y, view('5mg, 12/3 45'), () => true, Behind.slash);
    expect(found.map(([whole]) => whole)).toEqual(['5mg', '12', '45']);
  });
});
