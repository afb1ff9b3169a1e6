import type { Decision } from '../core/decide/decision.ts';
import type { DecisionFacts } from '../core/decide/facts.ts';

/** The company's policy, loaded and validated. */
export interface Policy {
  readonly version: string;
  /** Never throws: an evaluation error is a decision to quarantine with reason `policy-error`. */
  decide(facts: DecisionFacts): Decision;
}
