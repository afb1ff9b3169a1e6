import { changedFields, same } from '../../../core/registry/changed-fields.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { RegistryError } from '../../../ports/registry.ts';
import type {
  ChangeReason,
  PastVersion,
  PutOutcome,
  VersionedStore,
} from '../../../ports/versioned-store.ts';
import { createDynamoEntryList, type EntrySchemas } from './dynamo-entry-list.ts';
import { openTable, type Item, type TableOptions } from './dynamo-table.ts';
import { changeRecord, readChange, type StoredChange } from './stored-change.ts';
import { couldBeId, entryKey, readEntry, versionKey } from './registry-key.ts';
import { currentOf, madeBy, parseEntry, type Current } from './versioned-item.ts';

export interface DynamoVersionedStoreOptions<Entries extends object> extends TableOptions {
  readonly schemas: EntrySchemas<Entries>;
  /** Covered entity of an entry, for the record of its change. */
  readonly entityOf?: (entry: unknown) => string | undefined;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** More than two writers in a row find each other's unfinished change: somebody is doing it on purpose. */
const MAX_ROLL_FORWARD = 8;
/** Versions of an entry read side by side. */
const HISTORY_BATCH = 25;

/**
 * A table of current items `KIND#ID` and, beside them, each version as an item `KIND#ID#v000003`. There is no
 * transaction: a change is three writes, each of which can be repeated by anybody.
 *
 * 1. The version's item, if nobody has put it: of two writers this lets one win.
 * 2. The record of the change into the ledger, under an id that follows from the version.
 * 3. The current item, if it is still at the version before.
 *
 * Until 3 the change has no effect, and from 1 on it cannot be undone: whoever writes the entry next finishes
 * a change that a crash left half done. So no change takes effect that is not in the ledger.
 */
export function createDynamoVersionedStore<Entries extends object>(
  options: DynamoVersionedStoreOptions<Entries>,
): VersionedStore<Entries> {
  type Kind = keyof Entries & string;
  const { dynamodb, ledger, clock, schemas } = options;
  const table = openTable(options, 'pk');

  const parse = <K extends Kind>(kind: K, id: string, entry: unknown): Entries[K] =>
    parseEntry(schemas[kind], kind, id, entry);

  const versionOf = async (kind: Kind, id: string, version: number) => {
    const item = await table.get(versionKey(kind, id, version));
    return item === undefined ? undefined : readChange(item);
  };

  /** Steps 2 and 3. Repeating them changes nothing. */
  async function finish(kind: Kind, id: string, change: StoredChange): Promise<void> {
    await ledger.append(changeRecord(kind, id, change));
    const current: Item = {
      kind,
      id,
      version: change.version,
      updatedAt: change.updatedAt,
      updatedBy: change.updatedBy,
      why: change.why,
    };
    if (change.entry !== undefined) current['entry'] = change.entry;
    else current['removed'] = true;
    if (change.version === 1) {
      await table.create({ pk: entryKey(kind, id), ...current });
      return;
    }
    const names = Object.keys(current);
    const gone = change.entry === undefined ? 'entry' : 'removed';
    // An item that somebody put by hand has no version: it counts as the first.
    const before =
      change.version === 2
        ? '#version = :was OR attribute_not_exists(#version)'
        : '#version = :was';
    await table.change(entryKey(kind, id), {
      update: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} REMOVE #${gone}`,
      condition: before,
      names: { ...Object.fromEntries(names.map((name) => [`#${name}`, name])), [`#${gone}`]: gone },
      values: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, current[name]])),
        ':was': change.version - 1,
      },
      returnItem: false,
    });
  }

  /** The current state after whatever was left half done is finished. */
  async function settled(kind: Kind, id: string): Promise<Current> {
    for (let turn = 0; turn < MAX_ROLL_FORWARD; turn += 1) {
      const current = currentOf(await table.get(entryKey(kind, id)));
      const next = await versionOf(kind, id, current.version + 1);
      if (next === undefined) return current;
      await finish(kind, id, next);
    }
    throw new RegistryError(`registry entry does not come to rest: ${entryKey(kind, id)}`);
  }

  async function change(
    kind: Kind,
    id: string,
    entry: unknown,
    { expectedVersion, by, why }: ChangeReason,
  ): Promise<PutOutcome> {
    const current = await settled(kind, id);
    const isThere = current.entry !== undefined;
    const seen = isThere ? current.version : 0;
    if (seen !== expectedVersion) return { kind: 'conflict', version: seen };
    const version = current.version + 1;
    const entityId = options.entityOf?.(entry ?? readEntry(current.entry));
    const stored: StoredChange = {
      version,
      updatedAt: clock.now().toISOString(),
      updatedBy: by,
      why,
      action: entry === undefined ? 'removed' : isThere ? 'changed' : 'created',
      changed: changedFields(readEntry(current.entry), entry),
      ...(entityId === undefined ? {} : { entityId }),
      ...(entry === undefined ? {} : { entry }),
    };
    const pk = versionKey(kind, id, version);
    const outcome = await table.create({ pk, ...stored });
    if (outcome === 'exists') {
      const now = await settled(kind, id);
      return { kind: 'conflict', version: now.entry === undefined ? 0 : now.version };
    }
    await finish(kind, id, stored);
    return { kind: 'written', version };
  }

  return {
    async get(kind, id) {
      if (!couldBeId(id)) return undefined;
      const item = await table.get(entryKey(kind, id));
      const { entry } = currentOf(item);
      if (item === undefined || entry === undefined) return undefined;
      return { entry: parse(kind, id, entry), ...madeBy(item) };
    },

    list: createDynamoEntryList<Entries>({ dynamodb, table: options.table, schemas }),

    async history(kind, id) {
      if (!couldBeId(id)) return [];
      const { version: last } = currentOf(await table.get(entryKey(kind, id)));
      const found: PastVersion<Entries[typeof kind]>[] = [];
      // One more than the current one: a change that is half done is history already.
      for (let top = last + 1; top > 0; top -= HISTORY_BATCH) {
        const numbers = Array.from({ length: Math.min(HISTORY_BATCH, top) }, (_, i) => top - i);
        const batch = await Promise.all(numbers.map((number) => versionOf(kind, id, number)));
        for (const past of batch) {
          if (past === undefined) continue;
          const { entry, entityId: _entity, ...rest } = past;
          found.push({
            ...rest,
            ...(entry === undefined ? {} : { entry: parse(kind, id, entry) }),
          });
        }
      }
      return found;
    },

    async put(kind, id, entry, reason) {
      if (!same(parse(kind, id, entry), entry)) {
        throw new RegistryError(`not a complete registry entry of kind ${kind}`);
      }
      return await change(kind, id, entry, reason);
    },

    async remove(kind, id, reason) {
      if (!couldBeId(id)) return { kind: 'conflict', version: 0 };
      return await change(kind, id, undefined, reason);
    },
  };
}
