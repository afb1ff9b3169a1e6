import type { Decision, RuleText } from './decision.ts';
import type { DecisionFacts } from './facts.ts';

/** The company's policy, loaded and validated. */
export interface Policy {
  /** SHA-256 (hex, first 16 characters) of the policy text and schema. */
  readonly version: string;
  /** Never throws: an evaluation error is a decision to quarantine with reason `policy-error`. */
  decide(facts: DecisionFacts): Decision;
}

/** A policy as it comes from `loadPolicy`, with what is needed to explain and to check it. */
export interface LoadedPolicy extends Policy {
  /** Every rule that can appear in a decision, in the order in which reasons are chosen. */
  readonly rules: readonly RuleText[];
  /**
   * Combinations of facts that stand for all there are: values that no rule names are told apart by none,
   * so one of them is enough. Deciding each of these decides everything.
   */
  readonly distinctFacts: () => Iterable<DecisionFacts>;
}

/** The policy as text. Order does not matter: files are read in the order of their names. */
export interface PolicySources {
  /** A Cedar schema. */
  readonly schema: string;
  /** Cedar policies by file name, e.g. `inbound.cedar`. */
  readonly policies: Readonly<Record<string, string>>;
}

/**
 * A policy is used whole or not at all: one bad rule rejects it, because a forbid that was left out
 * would let something leave. `problems` are sentences for whoever edits the policy; they may quote
 * policy text, which never holds payload data.
 */
export type PolicyLoad =
  | { readonly kind: 'loaded'; readonly policy: LoadedPolicy }
  | { readonly kind: 'rejected'; readonly problems: readonly string[] };
