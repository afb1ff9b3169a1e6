import { randomBytes } from 'node:crypto';
import type { Clock, RandomSource } from '../../../ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};

export const systemRandom: RandomSource = {
  bytes: (count) => randomBytes(count),
};
