import { addressKindOf, normalizeAddress } from '../core/people/address.ts';
import type { Person } from '../core/people/person.ts';
import { recipientState, UNKNOWN_RECIPIENT } from '../core/people/recipient-state.ts';
import type { BlindIndex } from '../ports/blind-index.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeopleReader } from '../ports/people.ts';
import type { RecipientFacts } from '../ports/recipient-facts.ts';

export interface RecipientDependencies {
  readonly index: BlindIndex;
  readonly people: PeopleReader;
  readonly clock: Clock;
}

/** More people than share an address: somebody else's mailing list, of which nothing is known. */
const MAX_SHARING = 25;

/** Looks recipients up: one call for the index (remembered), one for the links, one for each person. */
export function createRecipientFacts(deps: RecipientDependencies): RecipientFacts {
  return {
    async of({ address, channel, purpose, remuneration, entityId }) {
      const read = normalizeAddress(addressKindOf(channel), address);
      if (read === undefined) return UNKNOWN_RECIPIENT;
      const index = await deps.index.of(entityId, read);
      const keys = await deps.people.of(index);
      if (keys.length > MAX_SHARING) return UNKNOWN_RECIPIENT;
      const people = await Promise.all(keys.map((key) => readPerson(key, entityId, deps.people)));
      return recipientState(people, {
        purpose,
        channel,
        index,
        remunerated: remuneration === 'financial' || remuneration === 'unknown',
        at: deps.clock.now(),
      });
    },
  };
}

/** @returns undefined for one who cannot be read: of that person nothing is known */
async function readPerson(
  key: string,
  entityId: string,
  people: PeopleReader,
): Promise<Person | undefined> {
  try {
    const person = await people.person(key);
    return person?.entityId === entityId ? person : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'RegistryError') return undefined;
    throw error;
  }
}
