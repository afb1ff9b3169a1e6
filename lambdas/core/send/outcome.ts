import type { DecisionRecord } from '../record/decision-record.ts';

/** A fault in a request: which field, and what is wrong with it. Never repeats the value. */
export interface Problem {
  /** RFC 6901 pointer into the request body, or the name of a header or form field. */
  readonly field: string;
  readonly message: string;
}

/** What became of one message, or of all of a request that has one answer. */
export type MessageOutcome =
  | {
      readonly kind: 'accepted';
      readonly messageId: string;
      readonly decisions: readonly DecisionRecord[];
    }
  /** Quarantined: kept sealed for review, not delivered. */
  | {
      readonly kind: 'held';
      readonly messageId: string;
      readonly decisions: readonly DecisionRecord[];
    }
  /** Blocked by policy: nothing leaves. */
  | {
      readonly kind: 'refused';
      readonly messageId: string;
      readonly decisions: readonly DecisionRecord[];
    };

export type ConflictReason = 'other_request' | 'in_progress';

/** What became of a send; each dialect renders it in its own API's shape. */
export type SendOutcome =
  | MessageOutcome
  | { readonly kind: 'unauthenticated' }
  /** The key is known and may not do this: another purpose or channel than its own. */
  | { readonly kind: 'forbidden'; readonly problems: readonly Problem[] }
  | { readonly kind: 'malformed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'too_large'; readonly limitBytes: number }
  /** The key has sent as much as it may for now. Nothing was sent; the same request is taken later. */
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number; readonly retryAt: Date }
  /** Its `Idempotency-Key` is taken: by another request, or by this one, which is not answered yet. */
  | { readonly kind: 'conflict'; readonly reason: ConflictReason }
  /**
   * Infrastructure failed: the caller should retry. Nothing was sent, unless `partly` says that some of it
   * may have been, so that trying again may repeat it.
   */
  | { readonly kind: 'unavailable'; readonly partly?: true };
