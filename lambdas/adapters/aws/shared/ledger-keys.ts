import type { LedgerRecord } from '../../../core/record/ledger-record.ts';
import { LEDGER_SHARDS } from './table-definitions.ts';

/** Characters of an ISO 8601 time that name its minute. */
const MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const MINUTE_MS = 60_000;

/** Sorting the text must sort the times, so there is one way to write one. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function isLedgerTime(time: string): boolean {
  return TIME.test(time) && !Number.isNaN(Date.parse(time));
}

/** `YYYY-MM-DDTHH:MM` of a ledger time. */
export function minuteOf(time: string): string {
  return time.slice(0, MINUTE);
}

/** Milliseconds since 1970 at which a minute is over. */
export function endOfMinute(minute: string): number {
  return Date.parse(`${minute}:00.000Z`) + MINUTE_MS;
}

/** Partition of a minute's own records. */
export function recordsKey(minute: string, shard: string): string {
  return `${minute}#${shard}`;
}

/**
 * Partition of what was noticed in a minute as late: records of earlier ones. One for all shards, because lateness
 * is rare, and the sealer asks for it every minute.
 */
export function lateKey(minute: string): string {
  return `${minute}#late`;
}

export const SHARDS: readonly string[] = Array.from({ length: LEDGER_SHARDS }, (_, shard) =>
  String(shard),
);

/** Partitions of the index `by-day`: decisions have theirs for themselves, so that only they are listed. */
export function dayKey(day: string, kind: LedgerRecord['kind'], shard: string): string {
  return kind === 'decision' ? `${day}#${shard}` : `${day}#other#${shard}`;
}

/** Partition of the index `by-day` with the notices that were left on a day. */
export function lateDayKey(day: string): string {
  return `${day}#late`;
}
