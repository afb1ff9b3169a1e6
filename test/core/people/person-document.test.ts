import { describe, expect, it } from 'vitest';
import { assemblePerson, documentOf } from '../../../lambdas/core/people/assemble-person.ts';
import { checkPerson } from '../../../lambdas/core/people/check-person.ts';
import { personSchema } from '../../../lambdas/core/people/person.ts';
import { packSecrets, unpackSecrets } from '../../../lambdas/core/people/person-secrets.ts';
import { authorization, idOf, NOW } from './samples.ts';

const AT = '2026-05-01T00:00:00.000Z';
const whole = () => ({
  addresses: [
    { kind: 'email', value: 'Jane.Roe@Example.com' },
    { kind: 'phone', value: '(202) 555-0123' },
  ],
  preferredChannels: ['email'],
  consents: [{ purpose: 'marketing', channel: 'email', at: AT, how: 'form' }],
  optOuts: [{ channel: 'sms', address: '+1 202 555 0123', at: AT, how: 'phone' }],
  confidential: [
    { requestedAt: AT, use: { addresses: ['jane.roe@example.com'] }, avoid: { channels: ['sms'] } },
  ],
  unencrypted: [{ channel: 'email', warnedAt: AT, choseAt: AT }],
  part2: [{ consentedAt: AT }],
  authorizations: [{ document: JSON.parse(JSON.stringify(authorization())) as object }],
});

describe('a person as somebody gives him', () => {
  it.each<[string, string, (person: ReturnType<typeof whole>) => object]>([
    ['', 'has members that are not known here', (p) => ({ ...p, name: 'Jane Roe' })],
    ['/addresses', 'must have at least 1 entries', (p) => ({ ...p, addresses: [] })],
    [
      '/addresses/0/value',
      'is not a mail address',
      (p) => ({ ...p, addresses: [{ kind: 'email', value: 'jane' }] }),
    ],
    [
      '/addresses/1',
      'is given twice',
      (p) => ({
        ...p,
        addresses: [p.addresses[0], { kind: 'email', value: 'JANE.roe@example.com' }],
      }),
    ],
    [
      '/authorizations/1/id',
      'is given twice',
      (p) => {
        const one = { ...p.authorizations[0], id: idOf('aut', 'one') };
        return { ...p, authorizations: [one, one] };
      },
    ],
    [
      '/authorizations',
      'hold more words than can be kept of one person',
      (p) => {
        const document = {
          ...p.authorizations[0]?.document,
          disclosers: Array(16).fill('x'.repeat(2000)),
        };
        return { ...p, authorizations: Array.from({ length: 5 }, () => ({ document })) };
      },
    ],
    ['/id', 'is not a person key (prs_ and 26 letters or digits)', (p) => ({ ...p, id: 'jane' })],
    [
      '/consents/0/at',
      'is in the future',
      (p) => ({ ...p, consents: [{ ...p.consents[0], at: '2027-01-01' }] }),
    ],
    [
      '/consents/0/at',
      'is not an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z)',
      (p) => ({ ...p, consents: [{ ...p.consents[0], at: '2026-02-30' }] }),
    ],
    [
      '/optOuts/0/address',
      'is not one of the addresses of this person',
      (p) => ({ ...p, optOuts: [{ ...p.optOuts[0], address: '+12025550199' }] }),
    ],
    [
      '/confidential/0/use/addresses/0',
      'is not one of the addresses of this person',
      (p) => ({
        ...p,
        confidential: [{ requestedAt: AT, use: { addresses: ['joe@example.com'] } }],
      }),
    ],
    [
      '/confidential/0',
      'asks for nothing: name channels or addresses to use or to avoid',
      (p) => ({ ...p, confidential: [{ requestedAt: AT }] }),
    ],
    [
      '/unencrypted/0/choseAt',
      'is before the warning',
      (p) => ({ ...p, unencrypted: [{ channel: 'sms', warnedAt: AT, choseAt: '2026-04-30' }] }),
    ],
    [
      '/unencrypted/0/channel',
      'must be one of: email, sms',
      (p) => ({ ...p, unencrypted: [{ channel: 'whatsapp', warnedAt: AT, choseAt: AT }] }),
    ],
    [
      '/authorizations/0/document/signature/signedOn',
      'is signed in the future',
      (p) => ({
        ...p,
        authorizations: [{ document: { signature: { signedOn: '2026-06-02' } } }],
      }),
    ],
  ])('is refused at "%s": %s', (field, reason, change) => {
    const checked = checkPerson(change(whole()), NOW);
    expect(checked).toEqual({ ok: false, problems: [{ field, reason }] });
    expect(JSON.stringify(checked)).not.toMatch(/roe|joe|0199|0123/i);
  });

  it('is parted into what is kept in the clear and what is sealed, and put together again', () => {
    const checked = checkPerson(whole(), NOW);
    if (!checked.ok) throw new TypeError('the sample is refused');
    let ids = 0;
    const { person, secrets } = assemblePerson(checked.value, {
      id: idOf('prs', 'jane'),
      entityId: 'general-hospital',
      now: NOW,
      indexes: ['a'.repeat(43), 'b'.repeat(43)],
      newId: () => String((ids += 1)).padStart(26, '0'),
    });
    const kept = personSchema.parse({ ...person, sealed: '' });
    expect(kept).toEqual({ ...person, sealed: '' });
    expect(JSON.stringify(kept)).not.toMatch(/roe|555|device company|General Hospital/);
    expect(unpackSecrets(packSecrets(secrets))).toEqual(secrets);

    const document = documentOf(kept, secrets);
    expect(document.addresses).toEqual([
      { kind: 'email', value: 'jane.roe@example.com' },
      { kind: 'phone', value: '+12025550123' },
    ]);
    const again = checkPerson(JSON.parse(JSON.stringify(document)), NOW);
    if (!again.ok) throw new TypeError(JSON.stringify(again.problems));
    const second = assemblePerson(again.value, {
      id: person.id,
      entityId: person.entityId,
      now: new Date(NOW.getTime() + 1000),
      indexes: person.addresses.map(({ index }) => index),
      before: kept,
      newId: () => 'z'.repeat(26),
    });
    expect(second).toEqual({ person, secrets });
  });

  it('sealed parts that are not a person’s are refused without a word of them', () => {
    for (const bytes of ['', '{"v":1}', '{"v":2,"addresses":{},"authorizations":{}}']) {
      expect(() => unpackSecrets(Buffer.from(bytes))).toThrow(/^the sealed part of a person/);
    }
  });
});
