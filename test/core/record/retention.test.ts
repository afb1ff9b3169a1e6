import { describe, expect, it } from 'vitest';
import { yearsBefore } from '../../../lambdas/core/record/retention.ts';

describe('six years before a moment', () => {
  it.each([
    ['2026-03-08T10:00:00.000Z', '2020-03-08T10:00:00.000Z'],
    ['2024-02-29T10:00:00.000Z', '2018-02-28T10:00:00.000Z'],
    // The day that no other year has becomes the one before it: records are kept a day too long, not too short.
    ['2028-02-29T10:00:00.000Z', '2022-02-28T10:00:00.000Z'],
    ['2028-03-01T00:00:00.000Z', '2022-03-01T00:00:00.000Z'],
    ['2026-02-28T23:59:59.999Z', '2020-02-28T23:59:59.999Z'],
  ])('%s is %s', (moment, before) => {
    expect(yearsBefore(moment, 6)).toBe(before);
  });
});
