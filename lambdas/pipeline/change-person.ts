import type { PersonAddress } from '../core/people/address.ts';
import { assemblePerson } from '../core/people/assemble-person.ts';
import type { Person } from '../core/people/person.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import { randomId } from '../core/message/ids.ts';
import { unusedKey } from './address-owners.ts';
import { findPerson } from './find-person.ts';
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

/** A new person, or nothing: somebody else took the key first. */
export type CreateOutcome = { readonly kind: 'written'; readonly person: Person } | Conflict;

/**
 * A new person. The links are written before the person: whoever looks the address up in between finds
 * somebody who cannot be read, and so knows nothing of the recipient, rather than that there is none. Should it stop
 * there, the next who is added with the address takes the key that is left.
 *
 * @returns conflict when the key has been used meanwhile: look the addresses up again
 */
export async function createPerson(
  document: PersonDocument,
  indexes: readonly string[],
  { by, why, entityId }: Actor,
  deps: PeopleDependencies,
): Promise<CreateOutcome> {
  const id = document.id ?? (await unusedKey(indexes, deps)) ?? `prs_${randomId(deps.random)}`;
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
  return outcome.kind === 'written' ? { kind: 'written', person: whole } : outcome;
}

interface Conflict {
  readonly kind: 'conflict';
}
const isConflict = (outcome: { readonly kind: string }): outcome is Conflict =>
  outcome.kind === 'conflict';

/** Tries again as often as somebody else was first. @throws BusyPersonError */
export async function untilFirst<T extends { readonly kind: string }>(
  attempt: () => Promise<T | Conflict>,
): Promise<T> {
  for (let turn = 0; turn < MAX_CONFLICTS; turn += 1) {
    const outcome = await attempt();
    if (!isConflict(outcome)) return outcome;
  }
  throw new BusyPersonError('a person is being added by others');
}

export function indexesOf(
  addresses: readonly PersonAddress[],
  entityId: string,
  deps: Pick<PeopleDependencies, 'index'>,
): Promise<readonly string[]> {
  return Promise.all(addresses.map((address) => deps.index.of(entityId, address)));
}
