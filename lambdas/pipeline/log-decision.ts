import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { Log } from '../ports/log.ts';

/** One line per decision in the log: its outcome, never what was found. */
export function logDecision(record: DecisionRecord, log: Log): void {
  log.write({
    event: 'decision.recorded',
    decisionId: record.decisionId,
    messageId: record.messageId,
    lane: record.lane,
    direction: record.direction,
    channel: record.channel,
    classification: record.classification,
    disposition: record.disposition,
    reasonCode: record.reasonCode,
  });
}
