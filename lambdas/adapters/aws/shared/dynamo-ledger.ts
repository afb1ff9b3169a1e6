import type { Ledger } from '../../../ports/ledger.ts';
import { createItem, type TableOptions } from './dynamo-table.ts';
import { shardOf } from './shard.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

/** A record that cannot be placed in the ledger: its time is not ISO 8601, UTC, with milliseconds. */
export class LedgerRecordError extends Error {
  override readonly name = 'LedgerRecordError';
}

/** Sorting the text must sort the times, so there is one way to write one. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * The `decisions` table, for appending. The record is kept as one JSON text, so that what is read
 * is what was decided; the attributes beside it are there to be filtered by. There is no update
 * and no delete here, and writers have no permission for one (45 CFR 164.312(b), audit controls).
 *
 * @throws LedgerRecordError, ServiceError
 */
export function createDynamoLedger(options: TableOptions): Ledger {
  return {
    async append(record) {
      const { decisionId, decidedAt } = record;
      if (!TIME.test(decidedAt)) throw new LedgerRecordError('the time of a decision is malformed');
      const shard = shardOf(decisionId, LEDGER_SHARDS);
      const outcome = await createItem(options, 'timeAndId', {
        minuteShard: `${decidedAt.slice(0, 'YYYY-MM-DDTHH:MM'.length)}#${shard}`,
        dayShard: `${decidedAt.slice(0, 'YYYY-MM-DD'.length)}#${shard}`,
        timeAndId: `${decidedAt}#${decisionId}`,
        lane: record.lane,
        direction: record.direction,
        disposition: record.disposition,
        messageId: record.messageId,
        record: JSON.stringify(record),
      });
      return outcome === 'created' ? 'appended' : 'exists';
    },
  };
}
