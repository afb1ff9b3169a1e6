import type { Hold } from '../registry/hold.ts';
import { type LedgerRecord, recordTimeOf } from './ledger-record.ts';

/** Years that documentation is kept (45 CFR 164.316(b)(2)(i)). */
const RETENTION_YEARS = 6;

/** The moment before which records may be disposed of: six calendar years ago. */
export function retentionEnd(now: Date): string {
  return yearsBefore(now.toISOString(), RETENTION_YEARS);
}

/**
 * The same moment of an earlier year; that of a 29th of February is on the 28th: what is kept is kept a day too long and
 * what is looked for is looked for a day further back.
 *
 * @param time ISO 8601
 */
export function yearsBefore(time: string, years: number): string {
  const date = new Date(time);
  const month = date.getUTCMonth();
  date.setUTCFullYear(date.getUTCFullYear() - years);
  if (date.getUTCMonth() !== month) date.setUTCDate(0);
  return date.toISOString();
}

/** Why a record stays, or undefined when it is due. */
export type Kept = 'too young' | 'may be in effect' | 'on hold';

/**
 * Six years run from creation or from when something was last in effect, whichever is later. A decision is an act and
 * over when it is made. A change documents an agreement, a consent or a policy that may still be in effect, and a
 * tombstone speaks for what is gone: they are kept.
 */
export function keptBecause(
  record: LedgerRecord,
  end: string,
  holds: readonly Hold[],
  now: Date,
): Kept | undefined {
  if (recordTimeOf(record) >= end) return 'too young';
  if (record.kind !== 'decision') return 'may be in effect';
  return holds.some((hold) => isHeldBy(record, hold, now)) ? 'on hold' : undefined;
}

function isHeldBy(
  record: Extract<LedgerRecord, { kind: 'decision' }>,
  { scope, releasedAt }: Hold,
  now: Date,
): boolean {
  if (releasedAt !== undefined && Date.parse(releasedAt) <= now.getTime()) return false;
  const { entityId, person, messageId, from, to } = scope;
  const time = Date.parse(record.decidedAt);
  return (
    (entityId === undefined || entityId === record.entityId) &&
    // Whom a record concerns is not always known: one without a person may be about this one.
    (person === undefined || record.person === undefined || person === record.person) &&
    (messageId === undefined || messageId === record.messageId) &&
    (from === undefined || time >= Date.parse(from)) &&
    (to === undefined || time < Date.parse(to))
  );
}
