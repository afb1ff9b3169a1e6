import type { BaaState } from '../decide/facts.ts';

/** The dates of a business associate agreement (45 CFR 164.504(e)), ISO 8601 calendar dates in UTC. */
export interface BaaTerm {
  readonly effectiveOn: string;
  /** The last day on which it is in force. */
  readonly expiresOn: string;
}

/**
 * State of an agreement at a moment. Computed with each decision, so that a lapse closes the route at
 * the moment it lapses and no job has to run.
 */
export function baaState(term: BaaTerm | undefined, now: Date): BaaState {
  if (term === undefined) return 'none';
  const today = now.toISOString().slice(0, 10);
  if (today < term.effectiveOn) return 'none';
  return today > term.expiresOn ? 'lapsed' : 'active';
}
