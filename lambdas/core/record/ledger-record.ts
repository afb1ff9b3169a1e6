import type { ChangeRecord } from './change-record.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { DisposalRecord } from './disposal-record.ts';
import type { MailRecord } from './mail-record.ts';
import type { PortalRecord } from './portal-record.ts';
import type { RevealRecord } from './reveal-record.ts';

export type { ChangeRecord } from './change-record.ts';
export type { DisposalRecord } from './disposal-record.ts';

/** Whatever the ledger keeps, told apart by `kind`. No record ever holds a matched value or a person's data. */
export type LedgerRecord =
  DecisionRecord | ChangeRecord | DisposalRecord | RevealRecord | PortalRecord | MailRecord;

/** Unique together with the time. */
export function recordIdOf(record: LedgerRecord): string {
  return record.kind === 'decision' ? record.decisionId : record.recordId;
}

/** ISO 8601, UTC, milliseconds: where the record stands in the ledger. */
export function recordTimeOf(record: LedgerRecord): string {
  return record.kind === 'decision' ? record.decidedAt : record.recordedAt;
}
