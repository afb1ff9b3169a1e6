import { checkEntry, type EntryProblem } from '../core/registry/check-entry.ts';
import { same } from '../core/registry/changed-fields.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { RegistryEntries, RegistryKind } from '../core/registry/entries.ts';
import { secretProblems } from '../core/registry/secret-reference.ts';
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
   * Somebody changed one of them in the meantime. `done` of them are imported. Importing the same again goes on from
   * there.
   */
  | {
      readonly kind: 'conflict';
      readonly id: string;
      readonly version: number;
      readonly done: number;
    };

/** Entries of one import: what can be put well within the time of one request. */
const MAX_IMPORT_ENTRIES = 1_000;
/** Looked up, or put, at once. */
const AT_ONCE = 20;

/** All of them are checked before the first is put, and may refer to each other in any order. */
export async function importEntries(
  kind: RegistryKind,
  values: readonly unknown[],
  changer: Changer,
  deps: ChangeRegistryDependencies,
): Promise<ImportOutcome> {
  const { entries, problems } = await checkAll(kind, values, changer.why, deps);
  if (problems.length > 0) return { kind: 'refused', problems };
  // The versions are all read first: whatever changes from here on is a conflict and not overwritten.
  const planned = await inTurns(entries, async (entry) => {
    const current = await deps.store.get(kind, entry.id);
    const isSame = current !== undefined && same(current.entry, entry);
    return { entry, version: current?.version ?? 0, isSame };
  });
  const changing = planned.filter(({ isSame }) => !isSame);
  let done = planned.length - changing.length;
  for (const batch of batchesOf(changing)) {
    const put = await Promise.all(
      batch.map(async ({ entry, version }) => {
        const reason = { expectedVersion: version, ...changer };
        return { id: entry.id, ...(await deps.store.put(kind, entry.id, entry, reason)) };
      }),
    );
    done += put.filter((one) => one.kind === 'written').length;
    const conflict = put.find((one) => one.kind === 'conflict');
    if (conflict !== undefined) {
      return { kind: 'conflict', id: conflict.id, version: conflict.version, done };
    }
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
  const now = deps.clock.now();
  const seen = new Set<string>();
  const checked = values.map((value, index) => ({ index, result: checkEntry(kind, value, now) }));
  const beside = new Map(
    checked.flatMap(({ result }) => (result.ok ? [[result.entry.id, result.entry] as const] : [])),
  );
  const found = await inTurns(checked, async ({ index, result }): Promise<ImportProblem[]> => {
    if (!result.ok) return result.problems.map((problem) => ({ index, ...problem }));
    const contrary = [
      ...secretProblems(kind, result.entry, deps.prefix),
      ...(await contradictions(kind, result.entry, deps.store, beside)),
    ];
    return contrary.map((problem) => ({ index, ...problem }));
  });
  for (const { index, result } of checked) {
    problems.push(...(found[index] ?? []));
    if (!result.ok) continue;
    const { id } = result.entry;
    if (seen.has(id)) problems.push({ index, field: '/id', reason: 'is there twice' });
    seen.add(id);
    entries.push(result.entry);
  }
  return { entries, problems };
}

/** A few at once; those that may refer to others of them last, so that a reference leads somewhere wherever it ends. */
function batchesOf<P extends { readonly entry: RegistryEntries[RegistryKind] }>(
  planned: readonly P[],
): readonly (readonly P[])[] {
  const refers = ({ entry }: P) => 'sameAs' in entry && entry.sameAs !== undefined;
  return [planned.filter((one) => !refers(one)), planned.filter(refers)].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / AT_ONCE) }, (_, index) =>
      group.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
    ),
  );
}

/** Maps in the order of the values, a few at once. */
async function inTurns<T, R>(values: readonly T[], map: (value: T) => Promise<R>): Promise<R[]> {
  const mapped: R[] = [];
  for (let start = 0; start < values.length; start += AT_ONCE) {
    mapped.push(...(await Promise.all(values.slice(start, start + AT_ONCE).map(map))));
  }
  return mapped;
}
