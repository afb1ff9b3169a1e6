import type { DecisionFacts } from '../decide/facts.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import type { Disposition } from '../vocabulary.ts';

/**
 * What a scheduled message is decided by once more when it is due, of what does not change until then. No content, no
 * address, and no person: an outbox may hold it in the clear.
 */
export interface DueFacts extends Pick<
  DecisionFacts,
  | 'channel'
  | 'purpose'
  | 'phi'
  | 'unreadableParts'
  | 'exception'
  | 'remuneration'
  /** Where nobody can be asked again whom it is about: what was known when it was accepted. */
  | 'addressee'
> {
  /** The sender's records are those of a substance-use program (42 CFR 2.12). */
  readonly isPart2?: true;
  /** For the record of the second decision, as in the first. */
  readonly recorded: Pick<DecisionRecord, 'findings' | 'unreadable' | 'scannerVersion'> &
    Pick<DecisionRecord, 'declared'> & {
      /** Of the recipient, from 1, and how many there are. */
      readonly ordinal: number;
      readonly of: number;
    };
}

/** What policy said when a message was due that may not leave any more. */
export interface Withheld {
  readonly disposition: Extract<Disposition, 'quarantine' | 'block'>;
  readonly decisionId: string;
  readonly reasonCode: string;
  readonly rules: readonly string[];
}

/** Id of the second decision about a recipient. */
export function dueDecisionIdOf(decisionId: string): string {
  return `${decisionId}~due`;
}

/** What a delivery failed with that may not leave any more. */
export const WITHHELD_FAILURES = {
  quarantine: 'held_when_due',
  block: 'refused_when_due',
} as const satisfies Record<Withheld['disposition'], string>;
