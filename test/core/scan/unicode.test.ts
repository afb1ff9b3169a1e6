import { describe, expect, it } from 'vitest';
import { unicode } from '../../../lambdas/core/scan/unicode.ts';

describe('expressions with classes of all of Unicode', () => {
  it.each([
    ['Ж', true],
    ['é', true],
    ['中', true],
    ['4', false],
    ['·', false],
  ])('know what a letter is: %s', (text, isLetter) => {
    expect(unicode('^\\p{L}$').test(text)).toBe(isLetter);
  });

  it('are made once for each source and flags', () => {
    expect(unicode('\\p{Lu}', 'g')).toBe(unicode('\\p{Lu}', 'g'));
    expect(unicode('\\p{Lu}', 'g')).not.toBe(unicode('\\p{Lu}'));
  });
});
