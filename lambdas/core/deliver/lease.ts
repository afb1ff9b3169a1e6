/** One attempt's hold on a delivery: nobody else attempts it while the hold may be alive. */
export interface Lease {
  /** A name that no other attempt has or had. */
  readonly holder: string;
  /** ISO 8601; after this whoever held it has died. */
  readonly until: string;
}

/**
 * Milliseconds for which an attempt holds its delivery. A deliverer's function is stopped after 60 seconds (TIMEOUTS), so
 * whoever holds for longer is dead; what is more than that allows for clocks that differ. Less than the sweeper's grace, so
 * that its first look after a crash finds the delivery free.
 */
export const ATTEMPT_MS = 90_000;

export function leaseUntil(now: Date): string {
  return new Date(now.getTime() + ATTEMPT_MS).toISOString();
}
