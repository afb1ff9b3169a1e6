import { systemClock } from '../lambdas/adapters/aws/shared/clock.ts';
import type { Clock } from '../lambdas/ports/clock.ts';

/** A clock that goes like the system's, from wherever it was moved to. */
export interface MovableClock extends Clock {
  /** @param seconds forward, or back where negative */
  move(seconds: number): void;
}

/**
 * Lets days pass at once, so that what a gateway does over the 75 hours of its attempts can be watched in a minute. Only
 * the wall clock moves: how long something took is still measured as it was.
 */
export function createMovableClock(): MovableClock {
  let aheadMs = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + aheadMs),
    monotonic: () => systemClock.monotonic(),
    move: (seconds) => {
      aheadMs += seconds * 1000;
    },
  };
}
