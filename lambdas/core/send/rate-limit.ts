/** What one key may send, counted in recipients. */
export interface SendLimit {
  /** As a rule. */
  readonly perSecond: number;
  /** At once, after a while of sending nothing. */
  readonly burst: number;
  /** In one day of UTC. */
  readonly perDay: number;
}

/**
 * For keys that say nothing: above what a program that works sends, below what one that runs away would. A mistake that
 * sends to the wrong people is the worse the longer nobody stops it (45 CFR 164.308(a)(1)(ii)(B)).
 */
export const DEFAULT_LIMIT: SendLimit = { perSecond: 200, burst: 10_000, perDay: 500_000 };

/** The limit of a key, with what it leaves out filled in. */
export function limitOf(given: Partial<SendLimit> | undefined): SendLimit {
  const perSecond = given?.perSecond ?? DEFAULT_LIMIT.perSecond;
  // Who may send one a second is not meant to send ten thousand at once.
  const burst = given?.burst ?? (given?.perSecond === undefined ? DEFAULT_LIMIT.burst : perSecond);
  return { perSecond, burst: Math.max(1, burst), perDay: given?.perDay ?? DEFAULT_LIMIT.perDay };
}

/** What is kept of a key that sends: two numbers, however much it sends. */
export interface RateState {
  /** Milliseconds since 1970 at which the bucket is full again. */
  readonly fullAt: number;
  /** `YYYY-MM-DD`, UTC, that `used` counts. */
  readonly day: string;
  readonly used: number;
}

/**
 * How a state is moved on. `start` replaces what is over, `add` counts on: each is one conditional update that needs
 * to know nothing but that the state is still of that kind.
 */
export interface RateMove {
  readonly kind: 'move';
  readonly bucket: 'start' | 'add';
  readonly day: 'start' | 'add';
  /** Milliseconds that these recipients take to be refilled. */
  readonly cost: number;
}

export type RateAnswer = RateMove | { readonly kind: 'limited'; readonly retryAt: Date };

/** Clocks of two machines differ by less; a state further ahead was written by one that was wrong, and counts no more. */
const SKEW_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Milliseconds that it takes to fill an empty bucket. */
export function windowOf({ perSecond, burst }: SendLimit): number {
  return (burst / perSecond) * 1000;
}

/** The latest `fullAt` that a clock which is right can have written, for requests of this cost. */
export function latestFull(limit: SendLimit, cost: number, now: number): number {
  return now + Math.max(windowOf(limit), cost) * 2 + SKEW_MS;
}

/** The day of a time, and the one after it: which another machine's clock may have reached before. */
export function daysOf(now: number): { readonly today: string; readonly tomorrow: string } {
  return { today: dayOf(now), tomorrow: dayOf(now + DAY_MS) };
}

/**
 * Whether so many recipients may be sent to now: a token bucket, written as the time at which it is full again, and a
 * count of the day. What is more than the bucket holds passes when it is full, and is then owed: a request that may
 * never pass could not be told when to come again.
 *
 * @param now milliseconds since 1970
 */
export function takeFrom(
  state: RateState | undefined,
  recipients: number,
  limit: SendLimit,
  now: number,
): RateAnswer {
  const cost = (recipients / limit.perSecond) * 1000;
  const { today, tomorrow } = daysOf(now);
  const isToday = state !== undefined && state.day >= today && state.day <= tomorrow;
  const used = isToday ? state.used : 0;
  if (used + recipients > limit.perDay) {
    return { kind: 'limited', retryAt: new Date(Date.parse(`${today}T00:00:00Z`) + DAY_MS) };
  }
  const day = isToday ? 'add' : 'start';
  const owed = state?.fullAt ?? now;
  if (owed <= now || owed > latestFull(limit, cost, now)) {
    return { kind: 'move', bucket: 'start', day, cost };
  }
  const room = now + windowOf(limit) - cost;
  if (owed <= room) return { kind: 'move', bucket: 'add', day, cost };
  // More than the bucket holds waits until it is full.
  const retryAt = new Date(Math.ceil(Math.min(owed, now + owed - room)));
  return { kind: 'limited', retryAt };
}

/** The state after a move, as far as one can tell who has not seen what others did meanwhile. */
export function movedOn(
  state: RateState | undefined,
  { bucket, day, cost }: RateMove,
  recipients: number,
  now: number,
): RateState {
  return {
    fullAt: (bucket === 'start' || state === undefined ? now : state.fullAt) + cost,
    day: day === 'start' || state === undefined ? dayOf(now) : state.day,
    used: (day === 'start' || state === undefined ? 0 : state.used) + recipients,
  };
}

function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
