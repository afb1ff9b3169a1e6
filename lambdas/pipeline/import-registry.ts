import { checkEntry, type EntryProblem } from '../core/registry/check-entry.ts';
import { same } from '../core/registry/changed-fields.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { RegistryEntries, RegistryKind } from '../core/registry/entries.ts';
import type { ChangeRegistryDependencies, Changer } from './change-registry.ts';
import { contradictions } from './registry-references.ts';

/** A complaint about one of the entries; the first has index 0. Without an index: about all of them. */
export interface ImportProblem extends EntryProblem {
  readonly index?: number;
}

export type ImportOutcome =
  | {
      readonly kind: 'imported';
      readonly created: number;
      readonly changed: number;
      /** Were there already, exactly so. */
      readonly unchanged: number;
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly problems: readonly ImportProblem[] }
  /**
   * Somebody changed one of them in the meantime. Those before it are imported; the rest is not. Importing
   * the same again goes on from there.
   */
  | {
      readonly kind: 'conflict';
      readonly id: string;
      readonly version: number;
      readonly done: number;
    };

/** Entries of one import. */
export const MAX_IMPORT_ENTRIES = 5_000;

/** All of them are checked before the first is put. */
export async function importEntries(
  kind: RegistryKind,
  values: readonly unknown[],
  changer: Changer,
  deps: ChangeRegistryDependencies,
): Promise<ImportOutcome> {
  const { entries, problems } = await checkAll(kind, values, changer.why, deps);
  if (problems.length > 0) return { kind: 'refused', problems };
  // The versions are all read first: whatever changes from here on is a conflict and not overwritten.
  const planned: { entry: RegistryEntries[RegistryKind]; version: number; isSame: boolean }[] = [];
  for (const entry of entries) {
    const current = await deps.store.get(kind, entry.id);
    planned.push({
      entry,
      version: current?.version ?? 0,
      isSame: current !== undefined && same(current.entry, entry),
    });
  }
  let done = 0;
  for (const { entry, version, isSame } of planned) {
    if (!isSame) {
      const reason = { expectedVersion: version, ...changer };
      const outcome = await deps.store.put(kind, entry.id, entry, reason);
      if (outcome.kind === 'conflict') {
        return { kind: 'conflict', id: entry.id, version: outcome.version, done };
      }
    }
    done += 1;
  }
  const created = planned.filter(({ version }) => version === 0).length;
  const unchanged = planned.filter(({ isSame }) => isSame).length;
  return { kind: 'imported', created, unchanged, changed: planned.length - created - unchanged };
}

async function checkAll(
  kind: RegistryKind,
  values: readonly unknown[],
  why: string,
  deps: ChangeRegistryDependencies,
): Promise<{
  entries: readonly RegistryEntries[RegistryKind][];
  problems: readonly ImportProblem[];
}> {
  const problems: ImportProblem[] = [...checkWhy(why)];
  const entries: RegistryEntries[RegistryKind][] = [];
  if (values.length > MAX_IMPORT_ENTRIES) {
    const reason = `has more than ${String(MAX_IMPORT_ENTRIES)} entries; import it in parts`;
    return { entries, problems: [{ field: '', reason }] };
  }
  const first = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const checked = checkEntry(kind, value, deps.clock.now());
    if (!checked.ok) {
      problems.push(...checked.problems.map((problem) => ({ index, ...problem })));
      continue;
    }
    const { entry } = checked;
    if (first.has(entry.id)) problems.push({ index, field: '/id', reason: 'is there twice' });
    first.set(entry.id, index);
    const missing = await contradictions(kind, entry, deps.store);
    problems.push(...missing.map((problem) => ({ index, ...problem })));
    entries.push(entry);
  }
  return { entries, problems };
}
