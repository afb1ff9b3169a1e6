import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  authorizationSchema,
  missingElements,
  termsOf,
} from '../../../lambdas/core/people/authorization.ts';
import {
  type AuthorizationTerms,
  authorizationTermsSchema,
} from '../../../lambdas/core/people/authorization-terms.ts';
import { authorizationFaultsFor } from '../../../lambdas/core/people/authorization-validity.ts';
import { checkShape, futureDates } from '../../../lambdas/core/people/check-person.ts';
import { authorization, idOf, NOW } from './samples.ts';

const terms = (changes: object = {}): AuthorizationTerms =>
  termsOf(authorization(changes), idOf('aut', 'one'), NOW);

const reasons = (
  given: AuthorizationTerms,
  question: Partial<Parameters<typeof authorizationFaultsFor>[1]> = {},
) =>
  authorizationFaultsFor(given, {
    purpose: 'marketing',
    channel: 'email',
    remunerated: false,
    now: NOW,
    ...question,
  });

describe('an authorization', () => {
  it('with every element and statement is valid for what it says', () => {
    expect(reasons(terms())).toEqual([]);
    expect(authorizationTermsSchema.safeParse(terms()).success).toBe(true);
  });

  const statements = { revocation: true, conditioning: true, redisclosure: true };
  it.each<[string, string, object]>([
    ['missing: information', '(c)(1)(i)', { information: undefined }],
    ['missing: discloser', '(c)(1)(ii)', { disclosers: [] }],
    ['missing: recipient', '(c)(1)(iii)', { recipients: [] }],
    ['missing: purpose', '(c)(1)(iv)', { purposes: [] }],
    ['missing: expiry', '(c)(1)(v)', { expiry: undefined }],
    ['missing: signature', '(c)(1)(vi)', { signature: undefined }],
    [
      'missing: authority of the representative',
      '(c)(1)(vi)',
      { signature: { signedOn: '2026-01-15', representative: { name: 'John Roe' } } },
    ],
    [
      'missing: statement on revocation',
      '(c)(2)(i)',
      { statements: { ...statements, revocation: false } },
    ],
    [
      'missing: statement on conditioning',
      '(c)(2)(ii)',
      { statements: { ...statements, conditioning: false } },
    ],
    [
      'missing: statement on redisclosure',
      '(c)(2)(iii)',
      { statements: { ...statements, redisclosure: false } },
    ],
    ['missing: plain language', '(c)(3)', { plainLanguage: false }],
    ['missing: copy to the signer', '(c)(4)', { copyGiven: false }],
    ['remuneration not stated', '(a)(3)(ii)', { remuneration: 'not_stated' }],
    ['compound', '(b)(3)', { combinedWith: 'other_document' }],
    ['conditioned', '(b)(4)', { conditioned: true }],
    ['false information', '(b)(2)(v)', { knownFalse: true }],
    ['expired', '(b)(2)(i)', { expiry: { kind: 'date', on: '2026-05-31' } }],
    [
      'expired',
      '(b)(2)(i)',
      { expiry: { kind: 'event', event: 'End of treatment', occurredOn: '2026-06-01' } },
    ],
  ])('is invalid by "%s" (45 CFR 164.508%s)', (reason, paragraph, changes) => {
    expect(reasons(terms(changes))).toEqual([{ reason, citation: `45 CFR 164.508${paragraph}` }]);
  });

  it('holds until the end of its last day, and until its event occurs', () => {
    expect(reasons(terms({ expiry: { kind: 'date', on: '2026-06-01' } }))).toEqual([]);
    expect(reasons(terms({ expiry: { kind: 'event', event: 'End of treatment' } }))).toEqual([]);
  });

  it('signed by a representative says by what authority', () => {
    const representative = { name: 'John Roe', authority: 'Parent of a minor' };
    const signature = { signedOn: '2026-01-15', representative };
    expect(reasons(terms({ signature }))).toEqual([]);
  });

  it('joined to another authorization or to research is not compound (b)(3)', () => {
    for (const combinedWith of ['authorization', 'research']) {
      expect(reasons(terms({ combinedWith }))).toEqual([]);
    }
  });

  it('is void from the moment its revocation is received (b)(5), and not before', () => {
    const revoked = { ...terms(), revokedAt: NOW.toISOString() };
    expect(reasons(revoked)).toEqual([{ reason: 'revoked', citation: '45 CFR 164.508(b)(5)' }]);
    expect(reasons(revoked, { now: new Date(NOW.getTime() - 1) })).toEqual([]);
  });

  it('says nothing about another purpose or channel', () => {
    const given = terms({ channels: ['email'] });
    expect(reasons(given, { purpose: 'clinical' }).map(({ reason }) => reason)).toEqual([
      'another purpose',
    ]);
    expect(reasons(given, { channel: 'sms' }).map(({ reason }) => reason)).toEqual([
      'another channel',
    ]);
  });

  it('has to state a remuneration when a third party pays (a)(3)(ii)', () => {
    expect(reasons(terms(), { remunerated: true }).map(({ reason }) => reason)).toEqual([
      'remuneration not stated',
    ]);
    expect(reasons(terms({ remuneration: 'stated' }), { remunerated: true })).toEqual([]);
  });

  it('that was written into the table signed ahead is not valid yet', () => {
    const ahead = { ...terms(), signedOn: '2026-06-02' };
    expect(reasons(ahead).map(({ reason }) => reason)).toEqual(['signed in the future']);
  });

  it('once expired or revoked is never valid again', () => {
    const later = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(later, later, fc.boolean(), (first, more, isRevoked) => {
        const given = {
          ...terms({ expiry: { kind: 'date', on: '2026-06-30' } }),
          ...(isRevoked ? { revokedAt: '2026-06-10T10:00:00.000Z' } : {}),
        };
        const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
        const before = reasons(given, { now: at(first) });
        const after = reasons(given, { now: at(first + more) });
        return before.length === 0 || after.length > 0;
      }),
    );
  });
});

describe('what is recorded as an authorization', () => {
  it('may lack elements, and then says which', () => {
    const bare = authorizationSchema.parse({});
    expect(missingElements(bare)).toHaveLength(11);
    expect(missingElements(authorization())).toEqual([]);
  });

  const whole = () => JSON.parse(JSON.stringify(authorization())) as Record<string, unknown>;
  it.each<[string, string, object]>([
    ['', 'has members that are not known here', { signedBy: 'Jane Roe' }],
    ['/signature/signedOn', 'is not valid date', { signature: { signedOn: '2026-02-30' } }],
    ['/expiry/on', 'is not valid date', { expiry: { kind: 'date', on: '2026-13-01' } }],
    ['/expiry/on', 'is before the signature', { expiry: { kind: 'date', on: '2026-01-14' } }],
    [
      '/expiry/occurredOn',
      'is before the signature',
      { expiry: { kind: 'event', event: 'x', occurredOn: '2025-12-31' } },
    ],
    [
      '/purposes/0/purpose',
      'must be one of: marketing, general_business, clinical, device_alert',
      { purposes: [{ purpose: 'sales', description: 'x' }] },
    ],
    ['/plainLanguage', 'must be of type boolean', { plainLanguage: 'yes' }],
  ])('is refused at "%s": %s', (field, reason, changes) => {
    expect(checkShape(authorizationSchema, { ...whole(), ...changes })).toEqual({
      ok: false,
      problems: [{ field, reason }],
    });
  });

  it('is refused when it is signed in the future, or its event is', () => {
    const ahead = authorization({
      signature: { signedOn: '2026-06-02' },
      expiry: { kind: 'event', event: 'End of treatment', occurredOn: '2026-06-03' },
    });
    expect(futureDates(ahead, NOW)).toEqual([
      { field: '/signature/signedOn', reason: 'is signed in the future' },
      { field: '/expiry/occurredOn', reason: 'is in the future' },
    ]);
    expect(futureDates(authorization({ signature: { signedOn: '2026-06-01' } }), NOW)).toEqual([]);
  });
});
