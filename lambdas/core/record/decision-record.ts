import type { RefusedDisposition } from '../decide/decision.ts';
import type { Exception, Remuneration } from '../decide/facts.ts';
import type { ShadowMark } from '../decide/shadow.ts';
import type { Selection } from '../registry/fields-rule.ts';
import type { FindingCounts } from '../scan/finding.ts';
import type {
  Channel,
  Direction,
  Disposition,
  Lane,
  PhiClass,
  Purpose,
  StepLatency,
} from '../vocabulary.ts';

/** Who the message came from: a webhook source or a sender key. */
export interface Origin {
  readonly kind: 'source' | 'sender';
  readonly id: string;
}

/**
 * Where it would go. A recipient is named by position: an address is an identifier, and no record
 * holds one.
 */
export type Target =
  | { readonly kind: 'destination'; readonly id: string }
  | { readonly kind: 'recipient'; readonly ordinal: number; readonly of: number };

/** One decision, exactly as the ledger keeps it: one per message and destination or recipient. */
export interface DecisionRecord {
  readonly kind: 'decision';
  readonly decisionId: string;
  readonly messageId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly decidedAt: string;
  readonly entityId: string;
  readonly lane: Lane;
  readonly direction: Direction;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly origin: Origin;
  readonly target: Target;
  /** Random key of the person it concerns: the recipient, or the subject. Absent when nobody is known. */
  readonly person?: string;
  /** Whether the message went to that person or was about them; absent: not known. */
  readonly personIs?: 'recipient' | 'subject';
  /** What the sender declared about a promotion (45 CFR 164.501, 164.508(a)(3)), if anything. */
  readonly declared?: {
    readonly exception?: Exception;
    readonly remuneration?: Remuneration;
  };
  /**
   * ISO 8601; when it is to leave, of one that is scheduled: nothing has left by this decision. It is decided once more
   * then, under the id of this decision and `~due`.
   */
  readonly scheduledFor?: string;
  /** Which fields the destination gets; absent: all. What follows is about what is left. */
  readonly fields?: Selection;
  readonly classification: PhiClass | 'unknown';
  readonly findings: FindingCounts;
  /** Reason codes of parts that could not be read. */
  readonly unreadable: readonly string[];
  /** What policy says. */
  readonly disposition: Disposition;
  /** Present when it was not enforced: the source or sender was in shadow mode. */
  readonly shadow?: ShadowMark;
  /** Present when it was about a test of a synthetic source: nothing was delivered or held. */
  readonly synthetic?: true;
  readonly reasonCode: string;
  readonly rules: readonly string[];
  readonly refused: readonly RefusedDisposition[];
  readonly says: string;
  readonly citations: readonly string[];
  readonly remedy?: string;
  readonly policyVersion: string;
  readonly scannerVersion: string;
  /** Steps up to and including `protect`; `deliver` is recorded with the delivery. */
  readonly latencyMs: StepLatency;
}

/** What was done, which is what policy says except in shadow mode. */
export function enacted({ disposition, shadow }: DecisionRecord): Disposition {
  return shadow?.enforced ?? disposition;
}
