import type { Disposition } from '../vocabulary.ts';

/** One rule of the policy, as an auditor reads it. */
export interface RuleText {
  /** The rule's `@id`. */
  readonly id: string;
  /** One plain sentence. */
  readonly says: string;
  /** CFR section or other source. */
  readonly cites: string;
  /** What the sender can do instead; absent on rules that permit. */
  readonly remedy?: string;
}

/** A better disposition that was asked for and not granted. */
export interface RefusedDisposition {
  readonly disposition: Disposition;
  /** The rules that forbade it; empty means that no rule permits it (default deny). */
  readonly rules: readonly string[];
}

/** What policy answered, with its reasons. Recorded as it is. */
export interface Decision {
  readonly disposition: Disposition;
  /**
   * Short code for machines: `permitted` if nothing was refused; otherwise the id of a rule that refused
   * the least disruptive disposition, and of several the one that refused the most dispositions;
   * `no-rule-permits` by default deny; `policy-error` when evaluation failed (the disposition is then
   * `quarantine`).
   */
  readonly reasonCode: string;
  /** Ids of every rule that determined the outcome: those that permitted it, then those that refused better ones. */
  readonly rules: readonly string[];
  readonly refused: readonly RefusedDisposition[];
  /** Plain sentence of the rule that `reasonCode` names, or of the rule that permitted. */
  readonly says: string;
  /** Sources of the rules above, without repeats. */
  readonly citations: readonly string[];
  /** What the sender can do to get the message through compliantly; absent when nothing was refused. */
  readonly remedy?: string;
  /** SHA-256 (hex, first 16 characters) of rules, schema and channel matrix. */
  readonly policyVersion: string;
}
