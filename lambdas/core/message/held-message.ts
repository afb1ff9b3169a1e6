import type { Direction, Lane } from '../vocabulary.ts';

/** A quarantined message or payload: sealed in the vault, waiting for a person to review it. */
export interface HeldMessage {
  /** `{messageId}~{destinationId}`, `{messageId}~r{ordinal}`, or `{messageId}` for a whole message. */
  readonly heldId: string;
  readonly messageId: string;
  /** The decision that held it; absent when processing failed before there was one. */
  readonly decisionId?: string;
  readonly entityId: string;
  /** The lane it was bound for. */
  readonly lane: Lane;
  readonly direction: Direction;
  readonly reasonCode: string;
  /** The vault record that holds it. */
  readonly recordId: string;
  /** Under which it was closed before it was sealed (`openBody`, as `held`); absent: it was not. */
  readonly key?: string;
  /** ISO 8601. */
  readonly heldAt: string;
}

/**
 * What became of a held message by somebody's review.
 *
 * - `sent_again`: whoever sent it sent it another way, as policy lets it go.
 * - `not_needed`: nobody misses it (a test, a repeat, an error).
 */
export const SETTLEMENTS = ['sent_again', 'not_needed'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

/** A held message as an officer looks at it: why and since when, and nothing by which it opens. */
export interface HeldSummary extends Omit<HeldMessage, 'recordId' | 'key'> {
  /** Absent while it waits. Who and why is in the ledger. */
  readonly settled?: { readonly as: Settlement; /** ISO 8601. */ readonly at: string };
}

/**
 * Hours after which what is held is overdue. By then somebody has missed it and asked, and an officer has had a working
 * day.
 */
export const REVIEW_WITHIN_HOURS = 24;
