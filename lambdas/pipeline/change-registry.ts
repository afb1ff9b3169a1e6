import { checkEntry, type EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { RegistryEntries, RegistryKind } from '../core/registry/entries.ts';
import { secretProblems } from '../core/registry/secret-reference.ts';
import type { Clock } from '../ports/clock.ts';
import type { PutOutcome, VersionedStore } from '../ports/versioned-store.ts';
import { contradictions, usesOf } from './registry-references.ts';

export interface ChangeRegistryDependencies {
  readonly store: VersionedStore<RegistryEntries>;
  readonly clock: Clock;
  /** Of the deployment: the names of its secrets begin with it. */
  readonly prefix: string;
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
  const contrary = [
    ...secretProblems(kind, checked.entry, deps.prefix),
    ...(await contradictions(kind, checked.entry, deps.store)),
  ];
  if (contrary.length > 0) return { kind: 'refused', problems: contrary };
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
  const problems = [...checkWhy(why), ...(await usesOf(kind, id, deps.store))];
  if (problems.length > 0) return { kind: 'refused', problems };
  return await deps.store.remove(kind, id, { expectedVersion, by, why });
}
