import type { Channel } from '../vocabulary.ts';
import type { ChannelMatrix } from './channel-matrix.ts';
import type { Decision, RuleText } from './decision.ts';
import type { DecisionFacts } from './facts.ts';
import type { PolicyModel } from './policy-model.ts';

/** The company's policy, loaded and validated. */
export interface Policy {
  /** SHA-256 (hex, first 16 characters) of rules, schema and channel matrix. */
  readonly version: string;
  /** Never throws: an evaluation error is a decision to quarantine with reason `policy-error`. */
  decide(facts: DecisionFacts): Decision;
  /**
   * Id of the vendor by whom a channel's messages go out, from the channel matrix; its agreement is the
   * fact `baa` of an outbound message. Undefined for channels by which nothing is sent.
   */
  vendorOf(channel: Channel): string | undefined;
}

/** A policy as it comes from `loadPolicy`, with what is needed to explain and to check it. */
export interface LoadedPolicy extends Policy {
  /** Every rule that can appear in a decision, in the order in which reasons are chosen. */
  readonly rules: readonly RuleText[];
  readonly matrix: ChannelMatrix;
  /** The policy as functions of the facts, for proofs; made when first asked for. */
  model(): PolicyModel;
}

/** The policy as text. Order does not matter: files are read in the order of their names. */
export interface PolicySources {
  /** A Cedar schema. */
  readonly schema: string;
  /** Cedar policies by file name, e.g. `inbound.cedar`. */
  readonly policies: Readonly<Record<string, string>>;
  /** The channel matrix, YAML. */
  readonly matrix: string;
}

/**
 * A policy is used whole or not at all: one bad rule rejects it, because a forbid that was left out
 * would let something leave. `problems` are sentences for whoever edits the policy; they may quote
 * policy text, which never holds payload data.
 */
export type PolicyLoad =
  | { readonly kind: 'loaded'; readonly policy: LoadedPolicy }
  | { readonly kind: 'rejected'; readonly problems: readonly string[] };
