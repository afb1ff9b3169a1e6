import { REGISTRY_SCHEMAS, type RegistryEntries } from '../../../core/registry/entries.ts';
import type { VersionedStore } from '../../../ports/versioned-store.ts';
import { createDynamoEntryList } from './dynamo-entry-list.ts';
import type { TableOptions } from './dynamo-table.ts';
import {
  createDynamoVersionedStore,
  type DynamoVersionedStoreOptions,
} from './dynamo-versioned-store.ts';

type Options = Omit<DynamoVersionedStoreOptions<RegistryEntries>, 'schemas' | 'entityOf'>;

/** The `registry` table, for those who change it. */
export function createRegistryStore(options: Options): VersionedStore<RegistryEntries> {
  return createDynamoVersionedStore<RegistryEntries>({
    ...options,
    schemas: REGISTRY_SCHEMAS,
    entityOf: (entry) => {
      const { entityId } = entry as { entityId?: unknown };
      return typeof entityId === 'string' ? entityId : undefined;
    },
  });
}

/** The `registry` table, for those who may list it and read nothing else of it. */
export function createRegistryList(
  options: TableOptions,
): Pick<VersionedStore<RegistryEntries>, 'list'> {
  return {
    list: createDynamoEntryList<RegistryEntries>({ ...options, schemas: REGISTRY_SCHEMAS }),
  };
}
