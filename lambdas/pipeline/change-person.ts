import type { PersonAddress } from '../core/people/address.ts';
import { assemblePerson } from '../core/people/assemble-person.ts';
import type { Person } from '../core/people/person.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import type { PersonSecrets } from '../core/people/person-secrets.ts';
import { randomId } from '../core/message/ids.ts';
import type { Versioned } from '../ports/versioned-store.ts';
import type { Actor, PeopleDependencies } from './people-dependencies.ts';

/** Changes of one person that meet each other; each of them is short. */
const MAX_CONFLICTS = 8;

/** A person keeps being changed by others; trying again later helps. */
export class BusyPersonError extends Error {
  override readonly name = 'BusyPersonError';
}

export type PersonOutcome =
  | { readonly kind: 'written' | 'unchanged'; readonly person: Person; readonly version: number }
  | { readonly kind: 'unknown_person' };

/** The person, if he is one of this covered entity's. */
export async function findPerson(
  key: string,
  entityId: string,
  deps: Pick<PeopleDependencies, 'store'>,
): Promise<Versioned<Person> | undefined> {
  const found = await deps.store.get('person', key);
  return found?.entry.entityId === entityId ? found : undefined;
}

/**
 * Changes one person by a function of what he is now; if somebody else was first, by the same function of
 * what he is then. Nothing is written when the function changes nothing.
 */
export async function changePerson(
  key: string,
  change: (person: Person, version: number) => Person | Promise<Person>,
  { by, why, entityId }: Actor,
  deps: PeopleDependencies,
): Promise<PersonOutcome> {
  for (let turn = 0; turn < MAX_CONFLICTS; turn += 1) {
    const found = await findPerson(key, entityId, deps);
    if (found === undefined) return { kind: 'unknown_person' };
    const { entry, version } = found;
    const person = await change(entry, version);
    if (person === entry) return { kind: 'unchanged', person, version };
    const reason = { expectedVersion: version, by, why };
    const outcome = await deps.store.put('person', key, person, reason);
    if (outcome.kind === 'written') return { kind: 'written', person, version: outcome.version };
  }
  throw new BusyPersonError('a person is being changed by others');
}

/**
 * A new person. The links are written before the person: whoever looks the address up in between finds
 * somebody who cannot be read, and so knows nothing of the recipient, rather than that there is none.
 */
export async function createPerson(
  document: PersonDocument,
  indexes: readonly string[],
  { by, why, entityId }: Actor,
  deps: PeopleDependencies,
): Promise<{ readonly person: Person; readonly secrets: PersonSecrets }> {
  const id = document.id ?? `prs_${randomId(deps.random)}`;
  const { person, secrets } = assemblePerson(document, {
    id,
    entityId,
    indexes,
    now: deps.clock.now(),
    newId: () => randomId(deps.random),
  });
  const whole: Person = { ...person, sealed: await deps.sealer.seal(entityId, secrets) };
  for (const index of indexes) await deps.links.add(index, id);
  const outcome = await deps.store.put('person', id, whole, { expectedVersion: 0, by, why });
  if (outcome.kind === 'conflict') throw new BusyPersonError('a person is being added by others');
  return { person: whole, secrets };
}

/** Everybody of this covered entity who has an address. Links to nobody are left behind by a crash. */
export async function peopleWith(
  index: string,
  entityId: string,
  deps: PeopleDependencies,
): Promise<readonly string[]> {
  const keys = await deps.links.of(index);
  const found = await Promise.all(keys.map((key) => findPerson(key, entityId, deps)));
  return keys.filter((_, at) => found[at] !== undefined);
}

export function indexesOf(
  addresses: readonly PersonAddress[],
  entityId: string,
  deps: Pick<PeopleDependencies, 'index'>,
): Promise<readonly string[]> {
  return Promise.all(addresses.map((address) => deps.index.of(entityId, address)));
}
