import { describe, expect, it } from 'vitest';
import { checkWhy, checkWhyOfPerson } from '../../../lambdas/core/registry/check-why.ts';

describe('the reason of a change', () => {
  it.each([
    'contract signed',
    'BAA renewed until 2027-12-31',
    'rotated after the audit of 12 March',
    'new intake form of Mercy Hospital',
    'key leaked in a commit',
    'opt-out by telephone',
    'see ticket 48213',
    'the diabetes program starts',
  ])('"%s" goes into the ledger', (why) => {
    expect(checkWhy(why)).toEqual([]);
  });

  it.each([
    'signed by Jane Roe',
    'Jane Roe asked to be removed',
    'John left the team',
    'call (212) 555-0187',
    'mail to jane.roe@example.org',
    'patient with MRN 00482913',
    'SSN 219-09-9999 was in it',
    'DOB 1985-03-02, female',
    'the one born 12 March 1985',
  ])('"%s" does not, and is not repeated', (why) => {
    const problems = checkWhy(why);
    expect(problems.map(({ field }) => field)).toEqual(['/why']);
    expect(problems[0]?.reason).toMatch(/seems to name a person/);
  });

  it.each([
    [undefined, /is required/],
    [7, /is required/],
    ['', /is required/],
    ['  ', /is required/],
    ['x'.repeat(301), /at most 300/],
    ['signed\nby', /control characters/],
    ['signed \u202eyb', /control characters/],
    ['sig\u200bned', /control characters/],
  ])('%j is refused', (why, reason) => {
    expect(checkWhy(why)[0]?.reason).toMatch(reason);
  });
});

describe('the reason of a change of a person', () => {
  it.each([
    'signed at intake',
    'asked by phone',
    'revoked in writing on 12 March 2026',
    'import of the list of the clinic',
  ])('"%s" goes into the ledger', (why) => {
    expect(checkWhyOfPerson(why)).toEqual([]);
  });

  it.each(['patient has HIV', 'in rehab, wants no mail', 'the diabetes program starts'])(
    '"%s" does not: beside the key of a person it tells of his health',
    (why) => {
      expect(checkWhyOfPerson(why)).toMatchObject([{ field: '/why' }]);
    },
  );

  it('is held to all that other reasons are', () => {
    expect(checkWhyOfPerson('Jane Roe asked to be removed')[0]?.reason).toMatch(/name a person/);
    expect(checkWhyOfPerson('')[0]?.reason).toMatch(/is required/);
  });
});
