import { canonicalJson } from '../../../core/record/canonical.ts';
import { WRITE_GRACE_MS } from '../../../core/record/grace.ts';
import { type LedgerRecord, recordIdOf, recordTimeOf } from '../../../core/record/ledger-record.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { createItem, type Item, type TableOptions } from './dynamo-table.ts';
import {
  dayKey,
  endOfMinute,
  isLedgerTime,
  lateDayKey,
  lateKey,
  minuteOf,
  recordsKey,
} from './ledger-keys.ts';
import { shardOf } from './shard.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

/** A record that cannot be placed in the ledger: its time is not ISO 8601, UTC, with milliseconds. */
export class LedgerRecordError extends Error {
  override readonly name = 'LedgerRecordError';
}

export interface DynamoLedgerOptions extends TableOptions {
  /** Tells whether a record came too late for the seal of its minute. */
  readonly clock: Clock;
}

/** Characters of an ISO 8601 time that name its day. */
const DAY = 'YYYY-MM-DD'.length;

/**
 * The `decisions` table, for appending. The record is kept as its canonical text (RFC 8785), which is what
 * seals cover; the attributes beside it are there to be found by. There is no update and no delete here,
 * and writers have no permission for one (45 CFR 164.312(b), audit controls).
 *
 * @throws LedgerRecordError, CanonicalError, ServiceError
 */
export function createDynamoLedger(options: DynamoLedgerOptions): Ledger {
  return {
    async append(record) {
      const id = recordIdOf(record);
      const time = recordTimeOf(record);
      if (!isLedgerTime(time)) throw new LedgerRecordError('the time of a record is malformed');
      const shard = shardOf(id, LEDGER_SHARDS);
      const timeAndId = `${time}#${id}`;
      const outcome = await createItem(options, 'timeAndId', {
        minuteShard: recordsKey(minuteOf(time), shard),
        timeAndId,
        recordId: id,
        kind: record.kind,
        dayShard: dayKey(time.slice(0, DAY), record.kind, shard),
        ...attributesOf(record),
        record: canonicalJson(record),
      });
      // Also when it was there already: whoever wrote it may have died before leaving its notice.
      await noticeLate(options, { minute: minuteOf(time), timeAndId, id });
      return outcome === 'created' ? 'appended' : 'exists';
    },
  };
}

/** What a decision is found by. */
function attributesOf(record: LedgerRecord): Item {
  if (record.kind !== 'decision') return {};
  const { lane, direction, disposition, messageId, person, shadow } = record;
  return {
    lane,
    direction,
    disposition,
    messageId,
    ...(person === undefined ? {} : { person }),
    ...(shadow === undefined ? {} : { shadow: 'true' }),
  };
}

interface Written {
  readonly minute: string;
  readonly timeAndId: string;
  readonly id: string;
}

/**
 * Sees to it that a record which the sealer of its minute may have missed is sealed by a later one: puts a
 * notice into the minute that is open now, and again if that one is over before the notice is durable. Asking the
 * clock after the write, not before, is what makes it safe: what is seen in time was written in time.
 */
async function noticeLate(
  { dynamodb, table, clock }: DynamoLedgerOptions,
  { minute, timeAndId, id }: Written,
): Promise<void> {
  let written = minute;
  for (;;) {
    const now = clock.now();
    if (now.getTime() <= endOfMinute(written) + WRITE_GRACE_MS) return;
    written = minuteOf(now.toISOString());
    await createItem({ dynamodb, table }, 'timeAndId', {
      minuteShard: lateKey(written),
      dayShard: lateDayKey(written.slice(0, DAY)),
      timeAndId,
      recordId: id,
    });
  }
}
