import { refuse } from './refuse.ts';
import type { Refusal } from './scheme.ts';

/**
 * Checks a signed timestamp against the clock, in both directions: a timestamp from the future would let a
 * recorded request be replayed for longer than the tolerance.
 *
 * @param text whole seconds (or `unit`) since the epoch, decimal digits only and none of them a zero at the start: a
 *   digit more could be the last one of what is signed before it
 * @param name where it stood, for the words of a refusal
 * @returns undefined when it is fresh
 */
export function checkTimestamp(
  text: string | undefined,
  { now, toleranceSeconds }: { readonly now: Date; readonly toleranceSeconds: number },
  name: string,
  unit: 'seconds' | 'milliseconds' = 'seconds',
): Refusal | undefined {
  if (text === undefined || text === '') return refuse('timestamp_missing', `no time in ${name}`);
  // Twelve digits of seconds last until the year 33658; thirteen are milliseconds that were sent as seconds.
  if (!/^(?:0|[1-9]\d{0,14})$/.test(text) || (unit === 'seconds' && text.length > 12)) {
    return refuse('timestamp_malformed', `the time in ${name} is not a number of ${unit}`);
  }
  const seconds = unit === 'seconds' ? Number(text) : Number(text) / 1000;
  return checkAge(seconds, { now, toleranceSeconds });
}

/** @param seconds since the epoch */
export function checkAge(
  seconds: number,
  { now, toleranceSeconds }: { readonly now: Date; readonly toleranceSeconds: number },
): Refusal | undefined {
  const age = Math.floor(now.getTime() / 1000 - seconds);
  const allowed = `${String(toleranceSeconds)} s are allowed`;
  if (age > toleranceSeconds) {
    return refuse('timestamp_stale', `stale by ${String(age)} s, ${allowed}`);
  }
  if (age < -toleranceSeconds) {
    return refuse('timestamp_future', `${String(-age)} s in the future, ${allowed}`);
  }
  return undefined;
}
