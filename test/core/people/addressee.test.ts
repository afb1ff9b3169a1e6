import { describe, expect, it } from 'vitest';
import { addresseeOf } from '../../../lambdas/core/people/addressee.ts';
import { applyChange } from '../../../lambdas/core/people/person-change.ts';
import type { Person } from '../../../lambdas/core/people/person.ts';
import { idOf, NOW, person } from './samples.ts';

const PATIENT = person();
const MOTHER = person({ id: idOf('prs', 'mother') });
const OTHER = person({ id: idOf('prs', 'other') });
const SINCE = '2026-01-01T00:00:00.000Z';
const LATER = '2027-01-01T00:00:00.000Z';
const CLINICIAN = person({ id: idOf('prs', 'doctor'), clinician: { since: SINCE } });
const represented = (term: { since: string; endedAt?: string }) =>
  person({ representatives: [{ person: MOTHER.id, ...term }] });
const CHILD = represented({ since: SINCE });

describe('who has an address, to the individual whom a message is about, is', () => {
  it.each<[string, (Person | undefined)[], (Person | undefined)[], string]>([
    ['that person', [PATIENT], [PATIENT], 'subject'],
    ['a representative', [CHILD], [MOTHER], 'representative'],
    [
      'one who is none any more',
      [represented({ since: SINCE, endedAt: SINCE })],
      [MOTHER],
      'other',
    ],
    ['one who is none yet', [represented({ since: LATER })], [MOTHER], 'other'],
    ['whom the person represents, which is not the same', [MOTHER], [CHILD], 'other'],
    ['a clinician', [PATIENT], [CLINICIAN], 'clinician'],
    [
      'one who was',
      [PATIENT],
      [{ ...CLINICIAN, clinician: { since: SINCE, endedAt: SINCE } }],
      'other',
    ],
    ['somebody else', [PATIENT], [OTHER], 'other'],
    ['the person and a representative, who share it', [CHILD], [CHILD, MOTHER], 'representative'],
    ['the person and somebody else, who share it', [PATIENT], [PATIENT, OTHER], 'other'],
    ['one of those whom it may be about', [PATIENT, OTHER], [PATIENT], 'other'],
    ['somebody who cannot be read', [PATIENT], [undefined], 'unknown'],
    ['unknown where the subject cannot be read', [undefined], [PATIENT], 'unknown'],
    ['unknown where nobody on file is meant', [], [PATIENT], 'unknown'],
    ['unknown where nobody on file has it', [PATIENT], [], 'unknown'],
  ])('%s', (_what, subjects, recipients, expected) => {
    expect(addresseeOf(subjects, recipients, NOW)).toBe(expected);
  });
});

describe('an officer notes', () => {
  const context = { now: NOW, newId: '0'.repeat(26), addressIds: new Map<string, string>() };

  it('who represents a person, and that it has ended', () => {
    const change = { change: 'representative', person: MOTHER.id } as const;
    const noted = applyChange(PATIENT, change, context) as Person;
    expect(noted.representatives).toEqual([{ person: MOTHER.id, since: NOW.toISOString() }]);
    expect(applyChange(noted, change, context)).toBe(noted);
    const ended = applyChange(
      noted,
      { ...change, change: 'representative_ended' },
      context,
    ) as Person;
    expect(ended.representatives).toEqual([
      { person: MOTHER.id, since: NOW.toISOString(), endedAt: NOW.toISOString() },
    ]);
    expect(applyChange(ended, { ...change, change: 'representative_ended' }, context)).toBe(ended);
    expect(addresseeOf([ended], [MOTHER], NOW)).toBe('other');
  });

  it('at most sixteen who represent a person at a time', () => {
    const one = (index: number) => ({ person: idOf('prs', `r${String(index)}`), since: SINCE });
    const full = person({ representatives: Array.from({ length: 16 }, (_, index) => one(index)) });
    const change = { change: 'representative', person: MOTHER.id } as const;
    expect(applyChange(full, change, context)).toBe('full');
    const [first, ...others] = full.representatives ?? [];
    const room = { ...full, representatives: [{ ...first!, endedAt: SINCE }, ...others] };
    expect((applyChange(room, change, context) as Person).representatives).toHaveLength(16);
  });

  it('who is a clinician, and that it has ended', () => {
    const noted = applyChange(OTHER, { change: 'clinician', since: SINCE }, context) as Person;
    expect(noted.clinician).toEqual({ since: SINCE });
    expect(applyChange(noted, { change: 'clinician' }, context)).toBe(noted);
    const ended = applyChange(noted, { change: 'clinician_ended' }, context) as Person;
    expect(ended.clinician).toEqual({ since: SINCE, endedAt: NOW.toISOString() });
    expect(applyChange(ended, { change: 'clinician_ended' }, context)).toBe(ended);
  });
});
