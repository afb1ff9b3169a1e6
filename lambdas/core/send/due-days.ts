import type { OutboundMessage } from './outbound-message.ts';
import type { SendLimit } from './rate-limit.ts';
import { scheduledFor } from './send-window.ts';
import { recipientsOf } from './stored-message.ts';

/** What a request has wait for one day. */
export interface DueDay {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly recipients: number;
  /** The last time on it that the request names, ISO 8601: after it, nothing of the request waits for this day. */
  readonly until: string;
}

/**
 * So many recipients of one key may wait for one day. With the longest wait (`LONGEST_WAIT_MS`), no key has more than 36
 * times as many in the outbox, each with a sealed body or two.
 */
const MOST_FOR_ONE_DAY = 10_000;

/** Nor more than the key may send in a day: what is scheduled is no way around that. */
export function mostForOneDay({ perDay }: SendLimit): number {
  return Math.min(perDay, MOST_FOR_ONE_DAY);
}

/** The days that a request has messages wait for, each once, in no order. */
export function dueDays(messages: readonly OutboundMessage[], now: Date): readonly DueDay[] {
  const days = new Map<string, DueDay>();
  for (const message of messages) {
    const at = scheduledFor(message, now.toISOString());
    if (at === undefined) continue;
    const day = at.slice(0, 10);
    const before = days.get(day);
    days.set(day, {
      day,
      recipients: (before?.recipients ?? 0) + recipientsOf(message).length,
      until: before !== undefined && before.until > at ? before.until : at,
    });
  }
  return [...days.values()];
}
