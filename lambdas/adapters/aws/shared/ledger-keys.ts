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

/** Partition of what was noticed in a minute as late: records of earlier ones. */
export function lateKey(minute: string, shard: string): string {
  return `${minute}#late#${shard}`;
}
