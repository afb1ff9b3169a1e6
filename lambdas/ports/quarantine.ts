import type { HeldMessage, HeldSummary, Settlement } from '../core/message/held-message.ts';

/** Where messages wait for review. Any lane may put; only review (not a lane) reads. */
export interface Quarantine {
  /** Idempotent by `heldId`. */
  hold(held: HeldMessage): Promise<'held' | 'exists'>;
}

/** For an officer: what waits, without what is held. */
export interface QuarantineDesk {
  /** What waits, longest first, and whether there is more. The index follows with a delay (milliseconds). */
  waiting(
    limit: number,
  ): Promise<{ readonly held: readonly HeldSummary[]; readonly more: boolean }>;
  show(heldId: string): Promise<HeldSummary | undefined>;
  /** @returns false when it does not wait (any more) */
  settle(heldId: string, as: Settlement, at: Date): Promise<boolean>;
}

/** For whoever looks how long things have waited. */
export interface QuarantineBacklog {
  /** Since when (ISO 8601) each waits that was held before `before`, longest first, at most `limit`. */
  waitingSince(before: Date, limit: number): Promise<readonly string[]>;
}
