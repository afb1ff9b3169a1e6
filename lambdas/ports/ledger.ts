import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { LedgerRecord } from '../core/record/ledger-record.ts';
import type { Direction, Disposition, Lane } from '../core/vocabulary.ts';

/** Append-only: no update, no delete, and IAM gives writers nothing else. */
export interface Ledger {
  /**
   * Idempotent by the record's id and time. Returns only after the record is durable and its minute, or a
   * later one, will be sealed with it.
   */
  append(record: LedgerRecord): Promise<'appended' | 'exists'>;
}

export interface DecisionQuery {
  /** Newest first, at most this many (1 to 1001). */
  readonly limit: number;
  /** ISO 8601; inclusive. Absent: 30 days before `until`. */
  readonly since?: string;
  /** ISO 8601; exclusive. Absent: now. */
  readonly until?: string;
  readonly lane?: Lane;
  readonly direction?: Direction;
  readonly disposition?: Disposition;
  readonly messageId?: string;
  /** Only what shadow mode let pass. */
  readonly shadow?: 'true';
}

/** A question that is malformed or would read too much. The message says which, for the asker; static. */
export class LedgerQueryError extends Error {
  override readonly name = 'LedgerQueryError';
}

/** For auditors and the command line. */
export interface LedgerReader {
  /** @throws LedgerQueryError */
  list(query: DecisionQuery): Promise<readonly DecisionRecord[]>;
}
