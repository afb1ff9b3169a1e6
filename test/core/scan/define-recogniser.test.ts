import { describe, expect, it } from 'vitest';
import {
  Behind,
  isBehind,
  matchesAtNumbers,
  matchesAtRuns,
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

describe('an expression for numbers', () => {
  it('runs at the runs of digits before what it asks for', () => {
    const found = matchesAtRuns(/\d+./y, view('12/3 45-6 78.9'), 2, 2, Behind.slash | Behind.dot);
    expect(found.map(([whole]) => whole)).toEqual(['12/', '78.']);
  });

  it('runs at words with letters whatever stands behind them', () => {
    const found = matchesAtNumbers(/\w+/y, view('5mg, 12/3 45'), () => true, Behind.slash);
    expect(found.map(([whole]) => whole)).toEqual(['5mg', '12', '45']);
  });
});
