import { normalizeAddress } from '../core/people/address.ts';
import { documentOf } from '../core/people/assemble-person.ts';
import { type Authorization, termsOf } from '../core/people/authorization.ts';
import type { AuthorizationTerms } from '../core/people/authorization-terms.ts';
import { MAX_ENTRIES, type Person } from '../core/people/person.ts';
import { addressesIn, applyChange, type PersonChange } from '../core/people/person-change.ts';
import type { PersonDocument } from '../core/people/person-document.ts';
import { fitsOnePerson } from '../core/people/person-secrets.ts';
import { randomId } from '../core/message/ids.ts';
import { peopleWith } from './address-owners.ts';
import { changePerson, createPerson, indexesOf, untilFirst } from './change-person.ts';
import { findPerson } from './find-person.ts';
import type { Actor, PeopleAdminDependencies } from './people-dependencies.ts';

export type AddOutcome =
  | { readonly kind: 'written'; readonly person: Person }
  /** Somebody has one of the addresses already. */
  | { readonly kind: 'address_taken'; readonly people: readonly string[] };

/** @param shared the addresses may belong to others too (a parent and a child) */
export async function addPerson(
  document: PersonDocument,
  shared: boolean,
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<AddOutcome> {
  const indexes = await indexesOf(document.addresses, actor.entityId, deps);
  return await untilFirst<AddOutcome>(async () => {
    const people = await ownersOf(indexes, actor.entityId, deps);
    if (people.length > 0 && !shared) return { kind: 'address_taken', people };
    return await createPerson(document, indexes, actor, deps);
  });
}

/** Everybody who has any of these addresses. */
export async function ownersOf(
  indexes: readonly string[],
  entityId: string,
  deps: PeopleAdminDependencies,
): Promise<readonly string[]> {
  const owners = await Promise.all(indexes.map((index) => peopleWith(index, entityId, deps)));
  return [...new Set(owners.flat())];
}

export interface ShownPerson {
  readonly document: PersonDocument;
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** The person with his addresses in the clear. */
export async function showPerson(
  key: string,
  entityId: string,
  deps: PeopleAdminDependencies,
): Promise<ShownPerson | undefined> {
  const found = await findPerson(key, entityId, deps);
  if (found === undefined) return undefined;
  const { entry, version, updatedAt, updatedBy } = found;
  const document = documentOf(entry, await deps.opener.open(entry));
  return { document, version, updatedAt, updatedBy };
}

export type AuthorizationOutcome =
  | { readonly kind: 'written'; readonly terms: AuthorizationTerms }
  | { readonly kind: 'unknown_person' | 'unknown_authorization' | 'too_many' };

/** Records what was signed, whole or not: its terms in the clear, its words sealed. */
export async function recordAuthorization(
  key: string,
  given: Authorization,
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<AuthorizationOutcome> {
  const terms = termsOf(given, `aut_${randomId(deps.random)}`, deps.clock.now());
  const outcome = await changePerson(
    key,
    async (person) => {
      if (person.authorizations.length >= MAX_ENTRIES) return person;
      const known = await deps.opener.open(person);
      const secrets = {
        ...known,
        authorizations: { ...known.authorizations, [terms.id]: given },
      };
      if (!fitsOnePerson(secrets)) return person;
      const sealed = await deps.sealer.seal(person.entityId, secrets);
      return { ...person, sealed, authorizations: [...person.authorizations, terms] };
    },
    actor,
    deps,
  );
  if (outcome.kind === 'unknown_person') return outcome;
  return outcome.kind === 'unchanged' ? { kind: 'too_many' } : { kind: 'written', terms };
}

/** 45 CFR 164.508(b)(5): from now on, for every message that is not decided yet. */
export async function revokeAuthorization(
  key: string,
  id: string,
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<AuthorizationOutcome> {
  const revokedAt = deps.clock.now().toISOString();
  const outcome = await changePerson(
    key,
    (person) => {
      const known = person.authorizations.find((terms) => terms.id === id);
      if (known === undefined || known.revokedAt !== undefined) return person;
      const authorizations = person.authorizations.map((terms) =>
        terms.id === id ? { ...terms, revokedAt } : terms,
      );
      return { ...person, authorizations };
    },
    actor,
    deps,
  );
  if (outcome.kind === 'unknown_person') return outcome;
  const terms = outcome.person.authorizations.find((one) => one.id === id);
  return terms === undefined ? { kind: 'unknown_authorization' } : { kind: 'written', terms };
}

export type ChangeOutcome =
  | { readonly kind: 'written' | 'unchanged'; readonly person: Person; readonly version: number }
  | { readonly kind: 'unknown_person' | 'unknown_address' | 'full' };

/** Notes one thing about one person. Addresses that it writes out must be the person's. */
export async function notePerson(
  key: string,
  change: PersonChange,
  actor: Actor,
  deps: PeopleAdminDependencies,
): Promise<ChangeOutcome> {
  let refused: 'unknown_address' | 'full' | undefined;
  const outcome = await changePerson(
    key,
    async (person) => {
      refused = undefined;
      const addressIds = await addressIdsOf(person, addressesIn(change), deps);
      if (addressIds === undefined) {
        refused = 'unknown_address';
        return person;
      }
      const newId = randomId(deps.random);
      const changed = applyChange(person, change, { now: deps.clock.now(), newId, addressIds });
      if (changed !== 'full') return changed;
      refused = 'full';
      return person;
    },
    actor,
    deps,
  );
  return refused === undefined ? outcome : { kind: refused };
}

/** Found by their indexes, so that nothing has to be opened. */
async function addressIdsOf(
  person: Person,
  written: readonly string[],
  deps: PeopleAdminDependencies,
): Promise<ReadonlyMap<string, string> | undefined> {
  const ids = new Map<string, string>();
  for (const text of written) {
    for (const kind of new Set(person.addresses.map((one) => one.kind))) {
      const read = normalizeAddress(kind, text);
      if (read === undefined) continue;
      const index = await deps.index.of(person.entityId, read);
      const known = person.addresses.find((one) => one.index === index);
      if (known !== undefined) ids.set(text, known.id);
    }
    if (!ids.has(text)) return undefined;
  }
  return ids;
}
