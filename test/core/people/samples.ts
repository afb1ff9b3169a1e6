import type { Authorization } from '../../../lambdas/core/people/authorization.ts';
import { authorizationSchema } from '../../../lambdas/core/people/authorization.ts';
import type { Person } from '../../../lambdas/core/people/person.ts';

/** A person key, and other ids, that end in a readable word. */
export const idOf = (prefix: string, word: string) => `${prefix}_${word.padStart(26, '0')}`;

export const INDEX = 'i'.repeat(43);

export const NOW = new Date('2026-06-01T12:00:00.000Z');

/** Somebody who is on file and has said nothing. */
export function person(changes: Partial<Person> = {}): Person {
  return {
    id: idOf('prs', 'jane'),
    entityId: 'general-hospital',
    createdAt: '2026-01-01T00:00:00.000Z',
    addresses: [
      {
        id: idOf('adr', 'home'),
        kind: 'email',
        index: INDEX,
        addedAt: '2026-01-01T00:00:00.000Z',
      },
    ],
    consents: [],
    optOuts: [],
    confidential: [],
    unencrypted: [],
    part2: [],
    authorizations: [],
    sealed: 'c2VhbGVk',
    ...changes,
  };
}

/** An authorization with everything that 45 CFR 164.508(c) asks for. */
export function authorization(changes: object = {}): Authorization {
  return authorizationSchema.parse({
    information: 'The kind of device in use and when it was fitted',
    disclosers: ['General Hospital'],
    recipients: ['The device company'],
    purposes: [{ purpose: 'marketing', description: 'News about the device' }],
    expiry: { kind: 'date', on: '2027-01-01' },
    signature: { signedOn: '2026-01-15' },
    statements: { revocation: true, conditioning: true, redisclosure: true },
    plainLanguage: true,
    copyGiven: true,
    ...changes,
  });
}
