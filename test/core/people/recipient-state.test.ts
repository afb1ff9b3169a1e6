import { describe, expect, it } from 'vitest';
import { termsOf } from '../../../lambdas/core/people/authorization.ts';
import type { Person } from '../../../lambdas/core/people/person.ts';
import {
  type RecipientQuestion,
  recipientState,
  UNKNOWN_RECIPIENT,
  withRefusalsOf,
} from '../../../lambdas/core/people/recipient-state.ts';
import { maySend } from '../../../lambdas/core/people/send-permission.ts';
import { CHANNELS, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import { authorization, idOf, INDEX, NOW, person } from './samples.ts';

const question = (changes: Partial<RecipientQuestion> = {}): RecipientQuestion => ({
  purpose: 'marketing',
  channel: 'email',
  index: INDEX,
  remunerated: false,
  at: NOW,
  ...changes,
});
const state = (changes: Partial<Person>, asked: Partial<RecipientQuestion> = {}) =>
  recipientState([person(changes)], question(asked));

const NOTHING = {
  consent: 'not_asked',
  authorization: 'none',
  unencryptedChoice: 'none',
  confidential: 'honored',
  part2Consent: 'none',
};
const EARLIER = '2026-05-01T00:00:00.000Z';
const LATER = '2026-07-01T00:00:00.000Z';
const home = idOf('adr', 'home');

describe('what is known of a recipient', () => {
  it('is nothing, when nobody has the address', () => {
    expect(recipientState([], question())).toEqual(NOTHING);
  });

  it('is unknown in every respect, when the person cannot be read', () => {
    expect(recipientState([undefined], question())).toEqual(UNKNOWN_RECIPIENT);
  });

  it('is unknown, when the person does not have the address that led to him', () => {
    expect(state({}, { index: 'x'.repeat(43) })).toMatchObject(UNKNOWN_RECIPIENT);
  });

  it('names the random key of the one who has the address', () => {
    expect(state({})).toEqual({ ...NOTHING, person: idOf('prs', 'jane') });
  });

  it('is the worst, where several share the address, and names none of them', () => {
    const mother = person({
      id: idOf('prs', 'mother'),
      consents: [{ purpose: 'marketing', channel: 'email', at: EARLIER, how: 'form' }],
      authorizations: [termsOf(authorization(), idOf('aut', 'one'), NOW)],
      unencrypted: [{ channel: 'email', warnedAt: EARLIER, choseAt: EARLIER }],
    });
    const child = person({ optOuts: [{ at: EARLIER, how: 'phone' }] });
    expect(recipientState([mother], question())).toMatchObject({
      consent: 'granted',
      authorization: 'valid',
      unencryptedChoice: 'recorded',
    });
    for (const order of [
      [mother, child],
      [child, mother],
    ]) {
      expect(recipientState(order, question())).toEqual({ ...NOTHING, consent: 'refused' });
    }
    expect(recipientState([mother, undefined], question())).toEqual(UNKNOWN_RECIPIENT);
  });

  it('has an authorization that is valid if one of them is, and invalid if all lapsed', () => {
    const valid = termsOf(authorization(), idOf('aut', 'one'), NOW);
    const revoked = { ...valid, id: idOf('aut', 'two'), revokedAt: EARLIER };
    expect(state({ authorizations: [revoked, valid] }).authorization).toBe('valid');
    expect(state({ authorizations: [revoked] }).authorization).toBe('invalid');
    expect(state({ authorizations: [valid] }, { remunerated: true }).authorization).toBe('invalid');
  });

  it.each<[string, object, Partial<RecipientQuestion>]>([
    ['recorded', { channel: 'email' }, {}],
    ['none', { channel: 'sms' }, {}],
    ['none', { channel: 'email', choseAt: LATER }, {}],
    ['none', { channel: 'email', revokedAt: EARLIER }, {}],
    ['none', { channel: 'sms' }, { channel: 'whatsapp' }],
    ['none', { channel: 'sms' }, { channel: 'push' }],
  ])('has an unencrypted choice that is %s for %o', (expected, choice, asked) => {
    const unencrypted = [
      { warnedAt: EARLIER, choseAt: EARLIER, ...choice } as Person['unencrypted'][number],
    ];
    expect(state({ unencrypted }, asked).unencryptedChoice).toBe(expected);
  });

  it.each<[string, string, Partial<Person['confidential'][number]>]>([
    ['conflict', 'the channel is to be avoided', { avoid: { channels: ['email'] } }],
    ['honored', 'another channel is', { avoid: { channels: ['sms'] } }],
    ['conflict', 'the address is to be avoided', { avoid: { addressIds: [home] } }],
    ['honored', 'the address is to be used', { use: { addressIds: [home] } }],
    ['conflict', 'another address is', { use: { addressIds: [idOf('adr', 'work')] } }],
    ['honored', 'the channel is to be used', { use: { channels: ['email', 'portal'] } }],
    ['conflict', 'another channel is to be used', { use: { channels: ['portal'] } }],
    ['honored', 'the request has ended', { avoid: { channels: ['email'] }, endedAt: EARLIER }],
    ['conflict', 'it ends later', { avoid: { channels: ['email'] }, endedAt: LATER }],
    ['honored', 'it was not made yet', { avoid: { channels: ['email'] }, requestedAt: LATER }],
    ['honored', 'lists are empty', { use: { channels: [] }, avoid: { addressIds: [] } }],
  ])('is %s under 45 CFR 164.522(b) when %s', (expected, _when, request) => {
    const confidential = [
      { id: idOf('ccr', 'one'), requestedAt: EARLIER, use: {}, avoid: {}, ...request },
    ];
    expect(state({ confidential }).confidential).toBe(expected);
  });

  it.each([
    ['consented', {}],
    ['none', { expiresOn: '2026-05-31' }],
    ['none', { revokedAt: EARLIER }],
    ['none', { consentedAt: LATER }],
  ])('has a Part 2 consent that is %s for %o', (expected, consent) => {
    expect(state({ part2: [{ consentedAt: EARLIER, ...consent }] }).part2Consent).toBe(expected);
  });
});

describe('the marketing lane is told', () => {
  const told = (consent: 'granted' | 'not_asked' | 'refused' | 'unknown') =>
    PURPOSES.flatMap((purpose) =>
      CHANNELS.filter((channel) =>
        maySend({ consent, confidential: 'honored' }, purpose, channel),
      ).map((channel) => `${purpose} ${channel}`),
    );

  it('yes to everything that was granted, no to what was refused or is unknown', () => {
    expect(told('granted')).toHaveLength(PURPOSES.length * CHANNELS.length);
    expect(told('refused')).toEqual([]);
    expect(told('unknown')).toEqual([]);
  });

  it('no to advertising by text, WhatsApp or push to whom nobody asked, and yes to the rest', () => {
    const all = told('granted');
    expect(all.filter((one) => !told('not_asked').includes(one))).toEqual([
      'marketing sms',
      'marketing whatsapp',
      'marketing push',
    ]);
  });

  it('no where a request for confidential communication stands against it', () => {
    for (const confidential of ['conflict', 'unknown'] as const) {
      expect(maySend({ consent: 'granted', confidential }, 'marketing', 'email')).toBe(false);
    }
  });
});

describe('a subaddress', () => {
  const granted = {
    consent: 'granted',
    authorization: 'valid',
    unencryptedChoice: 'recorded',
    confidential: 'honored',
    part2Consent: 'consented',
    person: idOf('prs', 'jane'),
  } as const;
  const nothing = {
    consent: 'not_asked',
    authorization: 'none',
    unencryptedChoice: 'none',
    confidential: 'honored',
    part2Consent: 'none',
  } as const;

  it.each([
    ['granted', 'honored', nothing],
    ['granted', 'honored', granted],
    ['refused', 'honored', { ...nothing, consent: 'refused' }],
    ['unknown', 'unknown', UNKNOWN_RECIPIENT],
    ['granted', 'conflict', { ...granted, confidential: 'conflict' }],
  ] as const)(
    'keeps its own, but for what its mailbox refuses: %s, %s',
    (consent, confidential, mailbox) => {
      expect(withRefusalsOf(granted, mailbox)).toEqual({ ...granted, consent, confidential });
    },
  );

  it('has nothing by what was granted at its mailbox', () => {
    expect(withRefusalsOf(nothing, granted)).toEqual(nothing);
  });
});
