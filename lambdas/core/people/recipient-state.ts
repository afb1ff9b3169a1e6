import type { Channel, Purpose } from '../vocabulary.ts';
import type { RecipientState } from '../decide/recipient.ts';
import { authorizationFaultsFor } from './authorization-validity.ts';
import { confidentialState } from './confidential.ts';
import { consentFor } from './consent.ts';
import type { Person } from './person.ts';

export interface RecipientQuestion {
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** Blind index of the address. */
  readonly index: string;
  /** A third party pays for the communication, or nobody knows whether one does. */
  readonly remunerated: boolean;
  readonly at: Date;
}

/** Of an address that cannot be read, or whose people cannot be. */
export const UNKNOWN_RECIPIENT: RecipientState = {
  consent: 'unknown',
  authorization: 'unknown',
  unencryptedChoice: 'unknown',
  confidential: 'unknown',
  part2Consent: 'unknown',
};

/** Of an address that belongs to nobody on file: nothing was asked, given, chosen or requested. */
const NOBODY: RecipientState = {
  consent: 'not_asked',
  authorization: 'none',
  unencryptedChoice: 'none',
  confidential: 'honored',
  part2Consent: 'none',
};

const WORST_LAST = {
  consent: ['granted', 'not_asked', 'refused', 'unknown'],
  authorization: ['valid', 'none', 'invalid', 'unknown'],
  unencryptedChoice: ['recorded', 'none', 'unknown'],
  confidential: ['honored', 'conflict', 'unknown'],
  part2Consent: ['consented', 'none', 'unknown'],
} as const;

/**
 * What is known about an address. Several people may share one (a parent and a child): what is sent there
 * reaches them all, so of each fact the worst holds.
 *
 * @param people everybody who has the address; `undefined` for one who cannot be read
 */
export function recipientState(
  people: readonly (Person | undefined)[],
  question: RecipientQuestion,
): RecipientState {
  const [first, ...others] = people.map((person) =>
    person === undefined ? UNKNOWN_RECIPIENT : stateOf(person, question),
  );
  if (first === undefined) return NOBODY;
  const worst = others.reduce<RecipientState>(
    (sofar, next) => ({
      consent: worseOf('consent', sofar, next),
      authorization: worseOf('authorization', sofar, next),
      unencryptedChoice: worseOf('unencryptedChoice', sofar, next),
      confidential: worseOf('confidential', sofar, next),
      part2Consent: worseOf('part2Consent', sofar, next),
    }),
    first,
  );
  const [only] = people;
  return people.length === 1 && only !== undefined ? { ...worst, person: only.id } : worst;
}

/**
 * What is known about a subaddress, when something is refused at its mailbox: that is refused here, too. What was granted
 * there was not granted here.
 */
export function withRefusalsOf(state: RecipientState, mailbox: RecipientState): RecipientState {
  const { consent, confidential } = mailbox;
  return {
    ...state,
    ...(consent === 'refused' || consent === 'unknown'
      ? { consent: worseOf('consent', state, mailbox) }
      : {}),
    ...(confidential === 'honored'
      ? {}
      : { confidential: worseOf('confidential', state, mailbox) }),
  };
}

function worseOf<F extends keyof typeof WORST_LAST>(
  fact: F,
  a: RecipientState,
  b: RecipientState,
): RecipientState[F] {
  const order: readonly string[] = WORST_LAST[fact];
  return order.indexOf(a[fact]) >= order.indexOf(b[fact]) ? a[fact] : b[fact];
}

function stateOf(person: Person, question: RecipientQuestion): RecipientState {
  const { purpose, channel, index, at } = question;
  const address = person.addresses.find((one) => one.index === index);
  // The lookup led here, the person does not have the address: one of the two is being changed.
  if (address === undefined) return UNKNOWN_RECIPIENT;
  return {
    consent: consentFor(person, { purpose, channel, addressId: address.id, at }).state,
    authorization: authorizationOf(person, question),
    unencryptedChoice: choseUnencrypted(person, channel, at) ? 'recorded' : 'none',
    confidential: confidentialState(person.confidential, channel, address.id, at),
    part2Consent: part2ConsentOf(person, at),
  };
}

function authorizationOf(
  { authorizations }: Person,
  { purpose, channel, remunerated, at }: RecipientQuestion,
): RecipientState['authorization'] {
  const faults = authorizations.map((terms) =>
    authorizationFaultsFor(terms, { purpose, channel, remunerated, now: at }),
  );
  if (faults.some(({ length }) => length === 0)) return 'valid';
  return faults.length === 0 ? 'none' : 'invalid';
}

/** Mail and text alone can be chosen: other networks keep what passes over them. */
export function choseUnencrypted(
  { unencrypted }: Pick<Person, 'unencrypted'>,
  channel: Channel,
  at: Date,
): boolean {
  const now = at.toISOString();
  return unencrypted.some(
    (choice) =>
      choice.channel === channel &&
      choice.choseAt <= now &&
      (choice.revokedAt === undefined || now < choice.revokedAt),
  );
}

function part2ConsentOf({ part2 }: Person, at: Date): 'consented' | 'none' {
  const now = at.toISOString();
  const today = now.slice(0, 10);
  const holds = part2.some(
    ({ consentedAt, expiresOn, revokedAt }) =>
      consentedAt <= now &&
      (expiresOn === undefined || today <= expiresOn) &&
      (revokedAt === undefined || now < revokedAt),
  );
  return holds ? 'consented' : 'none';
}
