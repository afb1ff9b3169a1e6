import type { OutboundMessage } from './outbound-message.ts';
import type { Problem } from './outcome.ts';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How far ahead an API schedules. */
export interface SendWindow {
  /** Where a request of this API says when: as in `Problem`. */
  readonly field: string;
  /** Milliseconds from now; absent: none. What is sooner is refused. */
  readonly leastMs?: number;
  /** Milliseconds from now. What is later is refused. */
  readonly mostMs: number;
  /** What a time in the past means. */
  readonly past: 'now' | 'refused';
}

/**
 * The longest that anything waits, whatever an API allows: a message says what its sender knew when it was accepted,
 * and its status is kept for 90 days.
 */
export const LONGEST_WAIT_MS = 35 * DAY_MS;

/**
 * What is wrong with the times at which messages are to leave, by what their API allows. A time that has passed, and is
 * no fault there, is no schedule (`scheduledFor`).
 *
 * @param window undefined for an API that cannot say when
 */
export function timeProblems(
  messages: readonly Pick<OutboundMessage, 'sendAt'>[],
  window: SendWindow | undefined,
  now: Date,
): readonly Problem[] {
  const faults = new Set<string>();
  for (const { sendAt } of messages) {
    if (sendAt === undefined) continue;
    if (window === undefined) throw new TypeError('an API that has no schedule said when to send');
    const fault = faultOf(Date.parse(sendAt) - now.getTime(), window);
    if (fault !== undefined) faults.add(fault);
  }
  const field = window?.field ?? '';
  return [...faults].map((message) => ({ field, message }));
}

function faultOf(aheadMs: number, { past, leastMs = 0, mostMs }: SendWindow): string | undefined {
  // A time that cannot be read is no time, and nothing leaves by it.
  if (Number.isNaN(aheadMs)) return 'is not a time';
  if (aheadMs <= 0 && past === 'now') return undefined;
  if (aheadMs <= 0) return 'is in the past';
  if (aheadMs < leastMs) return `is less than ${spanOf(leastMs)} ahead`;
  return aheadMs > mostMs ? `is more than ${spanOf(mostMs)} ahead` : undefined;
}

function spanOf(milliseconds: number): string {
  if (milliseconds < HOUR_MS) return `${String(milliseconds / MINUTE_MS)} minutes`;
  const hours = milliseconds / HOUR_MS;
  return hours > 72 ? `${String(hours / 24)} days` : `${String(hours)} hours`;
}

/**
 * When a message is to leave, if that was not yet when it was decided.
 *
 * @param decidedAt ISO 8601; of the decision that counts, so that a repeat of the request comes to the same
 * @returns ISO 8601, UTC, milliseconds
 */
export function scheduledFor(
  { sendAt }: Pick<OutboundMessage, 'sendAt'>,
  decidedAt: string,
): string | undefined {
  return sendAt !== undefined && sendAt > decidedAt ? sendAt : undefined;
}
