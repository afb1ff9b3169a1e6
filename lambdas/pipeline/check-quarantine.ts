import { REVIEW_WITHIN_HOURS } from '../core/message/held-message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { QuarantineBacklog } from '../ports/quarantine.ts';

export interface CheckQuarantineDependencies {
  readonly quarantine: QuarantineBacklog;
  readonly clock: Clock;
  readonly log: Log;
}

const HOUR_MS = 60 * 60 * 1000;
/** Counted at most: whoever has that many has one trouble, and not a thousand. */
const COUNTED = 1000;

/** Says how many messages have waited for review for longer than a day, and for how long the first. Nothing where none has. */
export async function checkQuarantine({
  quarantine,
  clock,
  log,
}: CheckQuarantineDependencies): Promise<void> {
  const now = clock.now().getTime();
  const before = new Date(now - REVIEW_WITHIN_HOURS * HOUR_MS);
  const waiting = await quarantine.waitingSince(before, COUNTED);
  const [oldest] = waiting;
  if (oldest === undefined) return;
  const oldestHours = Math.floor((now - Date.parse(oldest)) / HOUR_MS);
  log.write({ event: 'quarantine.overdue', count: waiting.length, oldestHours });
}
