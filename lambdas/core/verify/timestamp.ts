import type { RefusalReason } from './scheme.ts';

/**
 * Checks a signed timestamp against the clock, in both directions: a timestamp from the future would let a
 * recorded request be replayed for longer than the tolerance.
 *
 * @param text seconds since the epoch, decimal digits only
 * @returns undefined when it is fresh
 */
export function checkTimestamp(
  text: string | undefined,
  now: Date,
  toleranceSeconds: number,
): RefusalReason | undefined {
  if (text === undefined || text === '') return 'timestamp_missing';
  if (!/^\d{1,12}$/.test(text)) return 'timestamp_malformed';
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(text);
  if (ageSeconds > toleranceSeconds) return 'timestamp_stale';
  if (ageSeconds < -toleranceSeconds) return 'timestamp_future';
  return undefined;
}
