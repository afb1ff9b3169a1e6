import { describe, expect, it } from 'vitest';
import { keepRefusals } from '../../../lambdas/core/people/keep-refusals.ts';
import {
  type ConfidentialRequest,
  MAX_ADDRESSES,
  MAX_OPT_OUTS,
  type Person,
} from '../../../lambdas/core/people/person.ts';
import { idOf, person } from './samples.ts';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-02-01T00:00:00.000Z';
const [home] = person().addresses;
const work = { ...home!, id: idOf('adr', 'work'), index: 'w'.repeat(43) };
const both = [home!, work];
const idsOf = ({ addresses }: Pick<Person, 'addresses'>) => addresses.map(({ id }) => id);
const request = (changes: Partial<ConfidentialRequest>): ConfidentialRequest => ({
  id: idOf('ccr', 'one'),
  requestedAt: AT,
  use: {},
  avoid: {},
  ...changes,
});

describe('an address that a replacement does not mention', () => {
  it.each<[string, Partial<Person>]>([
    ['everything was refused', { optOuts: [{ at: AT, how: 'phone' }] }],
    ['a purpose was refused', { optOuts: [{ at: AT, how: 'phone', purpose: 'marketing' }] }],
    ['it was refused itself', { optOuts: [{ at: AT, how: 'phone', addressId: home!.id }] }],
    ['it is to be avoided', { confidential: [request({ avoid: { addressIds: [home!.id] } })] }],
    ['another is to be used', { confidential: [request({ use: { addressIds: [work.id] } })] }],
  ])('stays where %s: nobody is without a wish', (_, refused) => {
    const kept = keepRefusals(
      person({ addresses: both, ...refused }),
      person({ addresses: [work] }),
    );
    expect(kept).not.toBe('full');
    expect(kept).toMatchObject({ addresses: [work, home], ...refused });
  });

  it.each<[string, Partial<Person>]>([
    ['nothing was refused', {}],
    ['the other was refused', { optOuts: [{ at: AT, how: 'phone', addressId: work.id }] }],
    ['the opt-out has ended', { optOuts: [{ at: AT, how: 'phone', endedAt: LATER }] }],
    [
      'the request has ended',
      { confidential: [request({ avoid: { addressIds: [home!.id] }, endedAt: LATER })] },
    ],
  ])('goes where %s', (_, said) => {
    const kept = keepRefusals(person({ addresses: both, ...said }), person({ addresses: [work] }));
    if (kept === 'full') throw new Error('there is room');
    expect(idsOf(kept)).toEqual([work.id]);
  });

  it('goes with the opt-out when the replacement ends that', () => {
    const optOuts = [{ at: AT, how: 'phone' as const }];
    const kept = keepRefusals(
      person({ addresses: both, optOuts }),
      person({ addresses: [work], optOuts: [{ ...optOuts[0]!, endedAt: LATER }] }),
    );
    if (kept === 'full') throw new Error('there is room');
    expect(idsOf(kept)).toEqual([work.id]);
    expect(kept.optOuts).toHaveLength(1);
  });
});

describe('refusals that have no room beside what replaces them', () => {
  const optOuts = (how: 'phone' | 'form') =>
    Array.from({ length: MAX_OPT_OUTS }, () => ({ at: AT, how }));

  it('are not dropped: nothing is replaced', () => {
    const before = person({ optOuts: optOuts('phone') });
    expect(keepRefusals(before, person({ optOuts: optOuts('form') }))).toBe('full');
    const many = Array.from({ length: MAX_ADDRESSES }, (_, n) => ({
      ...home!,
      id: idOf('adr', String(n)),
    }));
    expect(keepRefusals(before, person({ addresses: many }))).toBe('full');
  });
});
