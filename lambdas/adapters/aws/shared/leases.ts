import { leaseUntil } from '../../../core/deliver/lease.ts';
import { randomId } from '../../../core/message/ids.ts';
import type { RandomSource } from '../../../ports/clock.ts';
import type { Leases } from '../../../ports/leases.ts';

/** For functions beside which others run: a lease is alive until its time is over, whoever holds it. */
export function timedLeases(random: RandomSource): Leases {
  return {
    take: (now) => ({ holder: randomId(random), until: leaseUntil(now) }),
    end: () => undefined,
    isAlive: ({ until }, now) => now.toISOString() < until,
  };
}

/**
 * For a process that is all there is: a lease is alive as long as its attempt is under way here. Those of an earlier
 * process ended with it, so what it left is attempted at once; and a clock that is moved ends none.
 */
export function ownLeases(random: RandomSource): Leases {
  const underWay = new Set<string>();
  return {
    take(now) {
      const holder = randomId(random);
      underWay.add(holder);
      return { holder, until: leaseUntil(now) };
    },
    end: ({ holder }) => void underWay.delete(holder),
    isAlive: ({ holder }) => underWay.has(holder),
  };
}
