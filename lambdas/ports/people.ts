import type { Person } from '../core/people/person.ts';
import type { PersonSecrets } from '../core/people/person-secrets.ts';

/** Who has an address. */
export interface AddressLinks {
  /** Random person keys. Strongly consistent. */
  of(index: string): Promise<readonly string[]>;
}

export interface AddressLinksWriter extends AddressLinks {
  add(index: string, key: string): Promise<void>;
  remove(index: string, key: string): Promise<void>;
  /** Takes links away, all or none: none if any link of this address was added at this time or later. */
  removeStale(index: string, keys: readonly string[], before: Date): Promise<void>;
}

/** One person at a time, as he is now: an opt-out or a revocation counts with the next question. */
export interface PeopleReader extends AddressLinks {
  /** Strongly consistent. @throws RegistryError when what is stored cannot be used */
  person(key: string): Promise<Person | undefined>;
}

/** Closes the sealed part of a person. What seals cannot open. */
export interface PersonSealer {
  /** @returns base64, for the person's `sealed` */
  seal(entityId: string, secrets: PersonSecrets): Promise<string>;
}

/** Opens it, for people-admin alone. */
export interface PersonOpener {
  /** @throws PersonSecretsError, VaultIntegrityError: it is not what was sealed for this entity */
  open(person: Pick<Person, 'entityId' | 'sealed'>): Promise<PersonSecrets>;
}
