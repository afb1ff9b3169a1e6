import type { DecisionFacts } from './facts.ts';

/** What is known of a recipient, in the words of the facts; each word best first. */
export interface RecipientState extends Pick<
  DecisionFacts,
  'consent' | 'authorization' | 'unencryptedChoice' | 'confidential'
> {
  /** The random key, where exactly one person has the address. */
  readonly person?: string;
  /** 42 CFR 2.31: whether the person consented to disclosing substance-use records. */
  readonly part2Consent: 'consented' | 'none' | 'unknown';
}
