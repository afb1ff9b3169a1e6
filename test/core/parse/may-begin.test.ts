import { describe, expect, it } from 'vitest';
import { mayBeginWith } from '../../../lambdas/core/parse/may-begin.ts';

const SPACES = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => /\s/.test(character),
);

describe('a cheap look at how a text begins', () => {
  it('passes over every white space that an expression passes over', () => {
    for (const space of SPACES) expect(mayBeginWith(`${space}<a>`, '<')).toBe(true);
    expect(mayBeginWith(`${SPACES.join('')}<a>`, '<')).toBe(true);
  });

  it.each([
    ['<a>', '<', true],
    ['  {', '[{', true],
    ['a <b>', '<', false],
    ['\u0001<', '<', false],
    ['', '<', false],
    [' \n', '<', false],
    // May be white space, so it takes a closer look.
    ['\u00e9<', '<', true],
  ])('says of %j whether it may begin with one of %j', (text, signs, expected) => {
    expect(mayBeginWith(text, signs)).toBe(expected);
  });
});
