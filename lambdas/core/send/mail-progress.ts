import type { MailEvent } from './mail-event.ts';

/** One event, as the delivery keeps it. */
export interface HeardEvent {
  /** ISO 8601: when it was heard first, which is the time of its record in the ledger. */
  readonly heardAt: string;
  /** ISO 8601, by the mail service's clock. */
  readonly at?: string;
  readonly reason?: string;
}

/** What the mail service told of one delivery: of each kind the first. */
export type Heard = Readonly<Partial<Record<MailEvent, HeardEvent>>>;

/**
 * From the one that decides to the one that every other overtakes. A complaint says that it arrived; a bounce may come
 * after a server took the message; a delay is over with whatever else is told.
 */
const DECIDING = [
  'complained',
  'tls_failed',
  'bounced',
  'rejected',
  'delivered',
  'delayed',
] as const satisfies readonly MailEvent[];

/**
 * The event by which a delivery stands. It depends on what was told and not on the order, so that what comes late or
 * twice undoes nothing.
 */
export function decidingEvent(heard: Heard): MailEvent | undefined {
  return DECIDING.find((event) => heard[event] !== undefined);
}

/** When it happened, as far as is known. */
export function timeOfEvent({ at, heardAt }: HeardEvent): string {
  return at ?? heardAt;
}

/**
 * Since when it is known that the mail service has taken a delivery: whatever it tells of one, it has. Of what an officer
 * put back, nothing that was told before counts.
 *
 * @returns ISO 8601; undefined where it is not known
 */
export function takenAt(heard: Heard, replayedAt = ''): string | undefined {
  const [first] = Object.values(heard)
    .filter(({ heardAt }) => heardAt > replayedAt)
    .map(timeOfEvent)
    .toSorted();
  return first;
}
