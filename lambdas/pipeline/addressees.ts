import { addressKindOf, mainAddressOf, normalizeAddress } from '../core/people/address.ts';
import { addresseeOf } from '../core/people/addressee.ts';
import type { Person } from '../core/people/person.ts';
import type { Addressees, AddresseeAnswer, AddresseeQuestion } from '../ports/addressees.ts';
import { MAX_SHARING, readPerson, type RecipientDependencies } from './recipient-facts.ts';

const UNKNOWN: AddresseeAnswer = { addressee: 'unknown' };

/** Looks up who somebody is to the individual whom a message is about. */
export function createAddressees(deps: RecipientDependencies): Addressees {
  async function peopleAt(
    index: string,
    entityId: string,
  ): Promise<readonly (Person | undefined)[]> {
    const keys = await deps.people.of(index);
    if (keys.length > MAX_SHARING) return [];
    return Promise.all(keys.map((key) => readPerson(key, entityId, deps.people)));
  }
  return {
    async of({ about, address, channel, entityId }: AddresseeQuestion) {
      const read = normalizeAddress(addressKindOf(channel), address);
      if (read === undefined) return UNKNOWN;
      // What goes to a subaddress reaches the mailbox.
      const index = await deps.index.of(entityId, mainAddressOf(read) ?? read);
      let indexOfSubject: string | undefined;
      if (about.kind !== 'person') {
        const named = normalizeAddress(about.kind, about.value);
        if (named === undefined) return UNKNOWN;
        indexOfSubject = await deps.index.of(entityId, named);
      }
      const subjects =
        indexOfSubject === undefined
          ? [await readPerson(about.value, entityId, deps.people)]
          : await peopleAt(indexOfSubject, entityId);
      const [only] = subjects;
      const named =
        subjects.length === 1 && only !== undefined ? ({ subject: only.id } as const) : {};
      // Whoever has the address by which the subject is named is who is meant, on file or not.
      if (indexOfSubject === index) return { addressee: 'subject', ...named };
      const recipients = await peopleAt(index, entityId);
      return { addressee: addresseeOf(subjects, recipients, deps.clock.now()), ...named };
    },
  };
}
