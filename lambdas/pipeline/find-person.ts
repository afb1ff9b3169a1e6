import type { Person } from '../core/people/person.ts';
import type { Versioned } from '../ports/versioned-store.ts';
import type { PeopleDependencies } from './people-dependencies.ts';

/** The person, if he is one of this covered entity's. */
export async function findPerson(
  key: string,
  entityId: string,
  deps: Pick<PeopleDependencies, 'store'>,
): Promise<Versioned<Person> | undefined> {
  const found = await deps.store.get('person', key);
  return found?.entry.entityId === entityId ? found : undefined;
}
