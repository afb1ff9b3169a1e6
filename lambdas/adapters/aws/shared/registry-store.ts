import { REGISTRY_SCHEMAS, type RegistryEntries } from '../../../core/registry/entries.ts';
import type { VersionedStore } from '../../../ports/versioned-store.ts';
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
