import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  nextRetryDelay,
  RETRY_DELAYS_SECONDS,
} from '../../../lambdas/core/deliver/retry-schedule.ts';

const DAY = 86_400;
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the retry schedule', () => {
  it('is the one that Standard Webhooks recommends, in the middle of its spread', () => {
    const delays = RETRY_DELAYS_SECONDS.map((_, index) => nextRetryDelay(index + 1, 0.5));
    expect(delays).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  });

  it('ends after the tenth attempt, whatever the destination asks for', () => {
    expect(nextRetryDelay(10, 0.5)).toBeUndefined();
    expect(nextRetryDelay(10, 0.5, 60)).toBeUndefined();
    expect(nextRetryDelay(11, 0.5)).toBeUndefined();
  });

  it('spreads each delay by a fifth to both sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fraction, (attempts, random) => {
        const base = RETRY_DELAYS_SECONDS[attempts - 1]!;
        const delay = nextRetryDelay(attempts, random)!;
        expect(delay).toBeGreaterThanOrEqual(base * 0.8);
        expect(delay).toBeLessThan(base * 1.2 + 1e-6);
      }),
    );
    expect(nextRetryDelay(1, 0)).toBe(4);
    expect(nextRetryDelay(1, 0.999_999)).toBeCloseTo(6, 3);
  });

  it('waits as long as the destination asks, a day at most, and never shorter than planned', () => {
    expect(nextRetryDelay(1, 0.5, 120)).toBe(120);
    expect(nextRetryDelay(2, 0.5, 1)).toBe(300);
    expect(nextRetryDelay(1, 0.5, 10 * DAY)).toBe(DAY);
    expect(nextRetryDelay(1, 0.5, Number.POSITIVE_INFINITY)).toBe(DAY);
  });

  it('is a finite, positive time whatever a destination answers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fraction,
        fc.double(),
        (attempts, random, asked) => {
          const delay = nextRetryDelay(attempts, random, asked)!;
          expect(Number.isFinite(delay) && delay > 0).toBe(true);
        },
      ),
    );
  });
});
