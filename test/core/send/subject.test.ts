import { describe, expect, it } from 'vitest';
import { readSubject, subjectInput } from '../../../lambdas/core/send/subject.ts';

const KEY = `prs_${'a1'.repeat(13)}`;

describe('whom a message is about', () => {
  it.each<[string, unknown]>([
    [KEY, { kind: 'person', value: KEY }],
    ['record: 55-18820', { kind: 'record', value: '55-18820' }],
    ['Record:MRN 5518820 ', { kind: 'record', value: 'MRN 5518820' }],
    ['email:Jane@Mail.example', { kind: 'email', value: 'Jane@Mail.example' }],
    ['phone:(212) 555-0147', { kind: 'phone', value: '(212) 555-0147' }],
    ['5518820', undefined],
    ['record:', undefined],
    [`record:${'1'.repeat(600)}`, undefined],
    ['record:1\nBcc: x', undefined],
    ['__proto__:1', undefined],
    ['person:1', undefined],
    ['prs_short', undefined],
  ])('is read of the header %j', (text, expected) => {
    expect(readSubject(text)).toEqual(expected);
  });

  it('is taken by the send API as a key or as what the person has', () => {
    expect(subjectInput.parse(KEY)).toEqual({ kind: 'person', value: KEY });
    expect(subjectInput.parse({ record: 'MRN 1' })).toEqual({ kind: 'record', value: 'MRN 1' });
    for (const wrong of [{ record: '' }, {}, { record: '1', email: 'a@b.example' }, 7, 'jane']) {
      const { error } = subjectInput.safeParse(wrong);
      // What to write instead, and nothing of what was written.
      expect(error?.issues.map(({ message }) => message)).toEqual([
        'is none of "prs_...", {"record": NUMBER}, {"email": ADDRESS} and {"phone": NUMBER}',
      ]);
    }
  });
});
