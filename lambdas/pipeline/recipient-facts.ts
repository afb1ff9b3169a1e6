import {
  addressKindOf,
  mainAddressOf,
  normalizeAddress,
  type PersonAddress,
} from '../core/people/address.ts';
import type { RecipientState } from '../core/decide/recipient.ts';
import type { Person } from '../core/people/person.ts';
import {
  recipientState,
  UNKNOWN_RECIPIENT,
  withRefusalsOf,
} from '../core/people/recipient-state.ts';
import type { BlindIndex } from '../ports/blind-index.ts';
import type { Clock } from '../ports/clock.ts';
import type { PeopleReader } from '../ports/people.ts';
import type { RecipientFacts, RecipientQuestionOf } from '../ports/recipient-facts.ts';

export interface RecipientDependencies {
  readonly index: BlindIndex;
  readonly people: PeopleReader;
  readonly clock: Clock;
}

/** More people than share an address: somebody else's mailing list, of which nothing is known. */
export const MAX_SHARING = 25;

/** Looks recipients up: one call for the index (remembered), one for the links, one for each person. */
export function createRecipientFacts(deps: RecipientDependencies): RecipientFacts {
  async function stateAt(
    address: PersonAddress,
    { channel, purpose, remuneration, entityId }: RecipientQuestionOf,
  ): Promise<RecipientState> {
    const index = await deps.index.of(entityId, address);
    const keys = await deps.people.of(index);
    if (keys.length > MAX_SHARING) return UNKNOWN_RECIPIENT;
    // One who is on file takes one more read: without this one, the time it takes would tell the marketing lane.
    if (keys.length === 0) await deps.people.person(nobodyAt(index));
    const people = await Promise.all(keys.map((key) => readPerson(key, entityId, deps.people)));
    return recipientState(people, {
      purpose,
      channel,
      index,
      remunerated: remuneration === 'financial' || remuneration === 'unknown',
      at: deps.clock.now(),
    });
  }
  return {
    async of(query) {
      const read = normalizeAddress(addressKindOf(query.channel), query.address);
      if (read === undefined) return UNKNOWN_RECIPIENT;
      const state = await stateAt(read, query);
      // What goes to a subaddress reaches the mailbox, and whoever refused something there.
      const main = mainAddressOf(read);
      return main === undefined ? state : withRefusalsOf(state, await stateAt(main, query));
    },
  };
}

/** A key that no person has, since keys are random; another for each address, so that no part of the table is hot. */
function nobodyAt(index: string): string {
  return `prs_${index
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '0')
    .slice(0, 26)}`;
}

/** @returns undefined for one who cannot be read: of that person nothing is known */
export async function readPerson(
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
