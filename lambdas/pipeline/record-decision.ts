import type { DecisionRecord } from '../core/record/decision-record.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';

interface RecordDependencies {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

/** Into the ledger, and one line in the log: the outcome, never what was found. @throws what the ledger throws */
export async function recordDecision(
  record: DecisionRecord,
  { ledger, clock, log }: RecordDependencies,
): Promise<void> {
  const started = clock.monotonic();
  await ledger.append(record);
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
    ms: Math.round((clock.monotonic() - started) * 1000) / 1000,
  });
}
