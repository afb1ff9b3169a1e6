import { assemblePerson } from '../core/people/assemble-person.ts';
import { keepRefusals } from '../core/people/keep-refusals.ts';
import type { Person } from '../core/people/person.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import { fitsOnePerson, type PersonSecrets } from '../core/people/person-secrets.ts';
import { randomId } from '../core/message/ids.ts';
import { same } from '../core/registry/changed-fields.ts';
import { changePerson, indexesOf } from './change-person.ts';
import type { PersonOutcome } from './change-person.ts';
import { findPerson } from './find-person.ts';
import type { Actor, PeopleAdminDependencies } from './people-dependencies.ts';

/** Somebody else changed the person first; `version` is the one that is there. */
export interface PersonConflict {
  readonly kind: 'conflict';
  readonly version: number;
}

export type ReplaceOutcome =
  | PersonOutcome
  | PersonConflict
  /** What was refused before has no room beside what is given. */
  | { readonly kind: 'full' };

/**
 * Puts a whole document in the place of what is there, but for refusals that it does not mention. What is
 * equal is not written.
 *
 * @param expectedVersion the version that the document was made on; absent: whatever is there
 */
export async function replacePerson(
  key: string,
  document: PersonDocument,
  actor: Actor,
  deps: PeopleAdminDependencies,
  expectedVersion?: number,
): Promise<ReplaceOutcome> {
  const found = await findPerson(key, actor.entityId, deps);
  // Before any link: one that leads to nobody would hold what is sent to that address for ever.
  if (found === undefined) return { kind: 'unknown_person' };
  if (expectedVersion !== undefined && found.version !== expectedVersion) {
    return { kind: 'conflict', version: found.version };
  }
  const indexes = await indexesOf(document.addresses, actor.entityId, deps);
  // Links first, as when a person is added; those of addresses that are gone, last.
  for (const index of indexes) await deps.links.add(index, key);
  let refused: PersonConflict | { readonly kind: 'full' } | undefined;
  const outcome = await changePerson(
    key,
    async (before, version) => {
      refused = undefined;
      if (expectedVersion !== undefined && version !== expectedVersion) {
        refused = { kind: 'conflict', version };
        return before;
      }
      const after = await replacement(document, before, indexes, deps);
      if (after !== 'full') return after;
      refused = { kind: 'full' };
      return before;
    },
    actor,
    deps,
  );
  if (outcome.kind === 'unknown_person') return outcome;
  const touched = new Set([...indexes, ...found.entry.addresses.map(({ index }) => index)]);
  const kept = outcome.person.addresses.map(({ index }) => index);
  for (const index of touched) if (!kept.includes(index)) await deps.links.remove(index, key);
  return refused ?? outcome;
}

/** @returns the same object when nothing changes */
export async function replacement(
  document: PersonDocument,
  before: Person,
  indexes: readonly string[],
  { clock, random, opener, sealer }: PeopleAdminDependencies,
): Promise<Person | 'full'> {
  const { id, entityId } = before;
  const newId = () => randomId(random);
  const made = { id, entityId, indexes, before, now: clock.now(), newId };
  const assembled = assemblePerson(document, made);
  const { sealed, ...known } = before;
  const after = keepRefusals(known, assembled.person);
  if (after === 'full') return 'full';
  const earlier = await opener.open(before);
  const secrets: PersonSecrets = {
    ...assembled.secrets,
    addresses: Object.fromEntries(
      after.addresses.map(({ id: address }) => [
        address,
        assembled.secrets.addresses[address] ?? earlier.addresses[address] ?? '',
      ]),
    ),
  };
  if (same(after, known) && same(secrets, earlier)) return before;
  if (!fitsOnePerson(secrets)) return 'full';
  return { ...after, sealed: await sealer.seal(entityId, secrets) };
}
