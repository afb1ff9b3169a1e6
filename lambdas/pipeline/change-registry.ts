import { checkEntry, type EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { RegistryEntries, RegistryKind } from '../core/registry/entries.ts';
import type { Clock } from '../ports/clock.ts';
import type { PutOutcome, VersionedStore } from '../ports/versioned-store.ts';

export interface ChangeRegistryDependencies {
  readonly store: VersionedStore<RegistryEntries>;
  readonly clock: Clock;
}

/** Who wants a change, and why. */
export interface Changer {
  /** Access key id. */
  readonly by: string;
  readonly why: string;
}

export type ChangeOutcome =
  | PutOutcome
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly problems: readonly EntryProblem[] };

export interface EntryChange<K extends RegistryKind> {
  readonly kind: K;
  readonly id: string;
  /** As it came in. */
  readonly value: unknown;
  /** 0: there must be none. */
  readonly expectedVersion: number;
}

/** Checks an entry, and the reason for it, and only then puts it. */
export async function changeEntry<K extends RegistryKind>(
  { kind, id, value, expectedVersion }: EntryChange<K>,
  { by, why }: Changer,
  deps: ChangeRegistryDependencies,
): Promise<ChangeOutcome> {
  const checked = checkEntry(kind, value, deps.clock.now());
  const problems = [...checkWhy(why), ...(checked.ok ? [] : checked.problems)];
  if (!checked.ok || problems.length > 0) return { kind: 'refused', problems };
  if (checked.entry.id !== id) {
    return {
      kind: 'refused',
      problems: [{ field: '/id', reason: 'is not the id in the address' }],
    };
  }
  const missing = await missingReferences(kind, checked.entry, deps);
  if (missing.length > 0) return { kind: 'refused', problems: missing };
  return await deps.store.put(kind, id, checked.entry, { expectedVersion, by, why });
}

/** Takes an entry out of use. Its versions stay. */
export async function removeEntry(
  kind: RegistryKind,
  id: string,
  expectedVersion: number,
  { by, why }: Changer,
  deps: ChangeRegistryDependencies,
): Promise<ChangeOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'refused', problems };
  return await deps.store.remove(kind, id, { expectedVersion, by, why });
}

/**
 * What an entry refers to and is not there: the decision would refuse everything that goes that way, and nobody would
 * know why.
 */
export async function missingReferences(
  kind: RegistryKind,
  entry: RegistryEntries[RegistryKind],
  { store }: ChangeRegistryDependencies,
): Promise<readonly EntryProblem[]> {
  const isThere = async (of: 'vendor' | 'destination', id: string) =>
    (await store.get(of, id)) !== undefined;
  if (kind === 'destination') {
    const { vendorId } = entry as RegistryEntries['destination'];
    return (await isThere('vendor', vendorId))
      ? []
      : [{ field: '/vendorId', reason: 'is not the id of a vendor; add the vendor first' }];
  }
  if (kind !== 'source') return [];
  const { destinationIds } = entry as RegistryEntries['source'];
  const there = await Promise.all(destinationIds.map((id) => isThere('destination', id)));
  return there.flatMap((is, index) =>
    is
      ? []
      : [
          {
            field: `/destinationIds/${String(index)}`,
            reason: 'is not the id of a destination; add the destination first',
          },
        ],
  );
}
