import { type Person, personSchema } from '../../../core/people/person.ts';
import type { VersionedStore } from '../../../ports/versioned-store.ts';
import {
  createDynamoVersionedStore,
  type DynamoVersionedStoreOptions,
} from '../shared/dynamo-versioned-store.ts';

interface Entries {
  readonly person: Person;
}

/** People with all their versions, in the `people` table; each change is in the ledger, by the random key. */
export function createDynamoPeopleStore(
  options: Omit<DynamoVersionedStoreOptions<Entries>, 'schemas' | 'entityOf'>,
): VersionedStore<Entries> {
  return createDynamoVersionedStore<Entries>({
    ...options,
    schemas: { person: personSchema },
    entityOf: (entry) => personSchema.safeParse(entry).data?.entityId,
  });
}
