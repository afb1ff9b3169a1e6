import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../../../lambdas/adapters/aws/shared/retry-after.ts';

const NOW = new Date('2026-03-01T10:00:00.000Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['86400', 86_400],
    ['86401', 86_400],
    ['9999999999', 86_400],
    ['Sun, 01 Mar 2026 10:00:30 GMT', 30],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ['Tue, 01 Mar 2033 10:00:00 GMT', 86_400],
  ])('reads %j as %i seconds', (value, seconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '99999999999',
    'soon',
    '2026-03-01',
    'Sun, 99 Foo 2026 10:00:30 GMT',
    'Sun, 01 Mar 2026 10:00:30 GMT; x',
  ])('ignores %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined();
  });
});
