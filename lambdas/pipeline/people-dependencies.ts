import type { Person } from '../core/people/person.ts';
import type { BlindIndex } from '../ports/blind-index.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { AddressLinksWriter, PersonOpener, PersonSealer } from '../ports/people.ts';
import type { VersionedStore } from '../ports/versioned-store.ts';

/** What changing people needs. It seals; it does not open. */
export interface PeopleDependencies {
  readonly store: VersionedStore<{ readonly person: Person }>;
  readonly links: AddressLinksWriter;
  readonly index: BlindIndex;
  readonly sealer: PersonSealer;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/** What showing people needs besides: people-admin alone has it. */
export interface PeopleAdminDependencies extends PeopleDependencies {
  readonly opener: PersonOpener;
}

/** Who changes something, for whom, and why: for the ledger, so it names nobody. */
export interface Actor {
  /** Access key id, or `system:...`. */
  readonly by: string;
  readonly why: string;
  /** The covered entity; people of another one are not there. */
  readonly entityId: string;
}
