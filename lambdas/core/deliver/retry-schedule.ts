/**
 * Seconds between attempts: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, about 75 hours in
 * all, as the Standard Webhooks specification recommends.
 */
export const RETRY_DELAYS_SECONDS = [
  5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
] as const;

/** Spread, so that many failures of one moment do not come back in one moment. */
const JITTER = 0.2;

/**
 * When to try again.
 *
 * @param attemptsMade attempts so far, at least 1
 * @param random 0 up to 1
 * @param retryAfterSeconds what the destination asked for, if it did: honored when longer
 * @returns seconds, or undefined when the schedule is used up
 */
export function nextRetryDelay(
  attemptsMade: number,
  random: number,
  retryAfterSeconds = 0,
): number | undefined {
  const base = RETRY_DELAYS_SECONDS[attemptsMade - 1];
  if (base === undefined) return undefined;
  const jittered = base * (1 - JITTER + 2 * JITTER * random);
  // What is no number was not asked for; and nobody pushes a message further away than a day.
  const asked = Number.isNaN(retryAfterSeconds) ? 0 : Math.min(retryAfterSeconds, 86_400);
  return Math.max(jittered, asked);
}
