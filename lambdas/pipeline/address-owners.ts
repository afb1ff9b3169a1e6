import { findPerson } from './find-person.ts';
import type { PeopleDependencies } from './people-dependencies.ts';

type Owners = Pick<PeopleDependencies, 'store' | 'links' | 'clock'>;

/** Longer than any function runs (lib/functions.ts): whoever made a link before that is done, or has stopped. */
const UNDER_WAY_MS = 5 * 60_000;

/**
 * Everybody of this covered entity who has an address. A link is written before the person who has the address, so
 * one that a crash left behind leads to nobody, or to somebody who never got the address; and while it is there,
 * nothing is known of the address and nothing goes to it. Once nobody can be at work any more, it is taken away.
 */
export async function peopleWith(
  index: string,
  entityId: string,
  deps: Owners,
): Promise<readonly string[]> {
  const owners: string[] = [];
  const stale: string[] = [];
  await Promise.all(
    (await deps.links.of(index)).map(async (key) => {
      const found = await findPerson(key, entityId, deps);
      if (found?.entry.addresses.some((address) => address.index === index)) owners.push(key);
      else if (found !== undefined || (await neverWas(key, deps))) stale.push(key);
    }),
  );
  if (stale.length > 0) {
    const before = new Date(deps.clock.now().getTime() - UNDER_WAY_MS);
    await deps.links.removeStale(index, stale, before);
  }
  return owners.toSorted();
}

/**
 * A key that somebody who was being added got, and never used. The next who is added with one of these addresses
 * takes it: then its links lead to that person. Should the first be at work still, one of the two is told that the
 * key has been used.
 *
 * @returns undefined when there is none
 */
export async function unusedKey(
  indexes: readonly string[],
  { links, store }: Pick<PeopleDependencies, 'store' | 'links'>,
): Promise<string | undefined> {
  for (const index of indexes) {
    for (const key of await links.of(index)) {
      if ((await store.get('person', key)) === undefined) return key;
    }
  }
  return undefined;
}

/** Not even half-way: what is half done is finished by whoever takes the key. */
async function neverWas(key: string, { store }: Pick<PeopleDependencies, 'store'>) {
  return (
    (await store.get('person', key)) === undefined &&
    (await store.history('person', key)).length === 0
  );
}
