import { keptBecause, type Kept } from '../core/record/retention.ts';
import type { LedgerRecord } from '../core/record/ledger-record.ts';
import type { Seal } from '../core/record/seal.ts';
import type { Hold } from '../core/registry/hold.ts';
import type { RecordFinder, SealReader } from '../ports/seals.ts';
import { firstSealAfter } from './find-seal.ts';

export interface LookDependencies {
  readonly seals: SealReader;
  readonly finder: RecordFinder;
}

/** What seals are measured by. */
export interface Retention {
  /** ISO 8601: what ends later stays. */
  readonly end: string;
  readonly holds: readonly Hold[];
  readonly now: Date;
}

/** A seal whose records may go, and the keys of those that are still there. */
export interface DueSeal {
  readonly seal: Seal;
  readonly keys: readonly string[];
}

/** Records read side by side. */
const AT_ONCE = 25;

/**
 * Whether the records of a seal are due, and of which seals together: a record may be sealed in its minute and again as
 * a late one (ADR 0018), and would be missing in the one if it were disposed of with the other.
 *
 * @returns why they stay, or the seals that go together, in their order
 */
export async function sealsDueWith(
  deps: LookDependencies,
  first: Seal,
  retention: Retention,
): Promise<Kept | readonly DueSeal[]> {
  const due = new Map<number, DueSeal>();
  const waiting = [first];
  for (let seal = waiting.pop(); seal !== undefined; seal = waiting.pop()) {
    if (due.has(seal.sequence)) continue;
    if (seal.to > retention.end) return 'too young';
    const found = await look(deps, seal, retention);
    if (typeof found === 'string') return found;
    due.set(seal.sequence, { seal, keys: found });
    waiting.push(...(await sealedWith(deps, found)));
  }
  return [...due.values()].sort((a, b) => a.seal.sequence - b.seal.sequence);
}

/**
 * The records of a seal that are still there, by their keys alone: a busy minute has a hundred thousand. Ends with the
 * first that stays.
 */
async function look(
  { seals, finder }: LookDependencies,
  seal: Seal,
  { end, holds, now }: Retention,
): Promise<Kept | readonly string[]> {
  const keys: string[] = [];
  for (let part = 0; part < seal.leaves.length; part += 1) {
    const leaves = await seals.leaves(seal, part);
    for (let at = 0; at < leaves.length; at += AT_ONCE) {
      const read = leaves.slice(at, at + AT_ONCE).map(({ key }) => finder.record(key));
      for (const stored of await Promise.all(read)) {
        if (stored === undefined) continue;
        const reason = keptBecause(JSON.parse(stored.text) as LedgerRecord, end, holds, now);
        if (reason !== undefined) return reason;
        keys.push(stored.key);
      }
    }
  }
  return keys;
}

/** Seals that may hold one of these records: of its own minute and of those in which it was noticed as late. */
async function sealedWith(
  { seals, finder }: LookDependencies,
  keys: readonly string[],
): Promise<readonly Seal[]> {
  const minutes = new Set<string>();
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const asked = keys.slice(at, at + AT_ONCE).map(async (key) => {
      const { lateMinutes } = await finder.places(key.slice(key.indexOf('#') + 1));
      if (lateMinutes.length === 0) return;
      for (const minute of [key.slice(0, 'YYYY-MM-DDTHH:MM'.length), ...lateMinutes]) {
        minutes.add(minute);
      }
    });
    await Promise.all(asked);
  }
  const found: Seal[] = [];
  for (const minute of minutes) {
    const signed = await firstSealAfter(seals, `${minute}:00.000Z`);
    if (signed !== undefined) found.push(signed.seal);
  }
  return found;
}
