import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { consentFor } from '../../../lambdas/core/people/consent.ts';
import { withKeywordUndone, withOptOut } from '../../../lambdas/core/people/opt-out.ts';
import {
  type Consent,
  HOWS,
  MAX_OPT_OUTS,
  type OptOut,
} from '../../../lambdas/core/people/person.ts';
import { CHANNELS, PURPOSES } from '../../../lambdas/core/vocabulary.ts';
import { idOf, NOW, person } from './samples.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString();
const agreed = (at: string): Consent => ({
  purpose: 'marketing',
  channel: 'sms',
  at,
  how: 'form',
});
const optedOut = (at: string, scope: Partial<OptOut> = {}): OptOut => ({
  at,
  how: 'phone',
  ...scope,
});
const ask = (
  consents: readonly Consent[],
  optOuts: readonly OptOut[],
  more: Partial<Parameters<typeof consentFor>[1]> = {},
) =>
  consentFor(
    { consents: [...consents], optOuts: [...optOuts] },
    { purpose: 'marketing', channel: 'sms', at: NOW, ...more },
  ).state;

describe('consent for a purpose by a channel', () => {
  it.each<[string, string, readonly Consent[], readonly OptOut[]]>([
    ['not_asked', 'nothing was said', [], []],
    ['granted', 'the person agreed', [agreed(day(1))], []],
    ['refused', 'the person opted out of everything', [], [optedOut(day(1))]],
    ['refused', 'an opt-out follows', [agreed(day(1))], [optedOut(day(2))]],
    ['granted', 'the person agreed again', [agreed(day(3))], [optedOut(day(2))]],
    ['refused', 'both were at once', [agreed(day(2))], [optedOut(day(2))]],
    ['refused', 'the purpose was refused', [], [optedOut(day(1), { purpose: 'marketing' })]],
    ['not_asked', 'another purpose was', [], [optedOut(day(1), { purpose: 'clinical' })]],
    ['refused', 'the channel was refused', [], [optedOut(day(1), { channel: 'sms' })]],
    ['not_asked', 'another channel was', [], [optedOut(day(1), { channel: 'email' })]],
    ['not_asked', 'the opt-out has ended', [], [optedOut(day(1), { endedAt: day(2) })]],
    ['granted', 'the opt-out has ended', [agreed(day(1))], [optedOut(day(2), { endedAt: day(3) })]],
  ])('is %s when %s', (state, _when, consents, optOuts) => {
    expect(ask(consents, optOuts)).toBe(state);
  });

  it('is that of the moment: what came later does not count yet', () => {
    const at = new Date(day(2));
    expect(ask([agreed(day(1))], [optedOut(day(3))], { at })).toBe('granted');
    expect(ask([agreed(day(3))], [], { at })).toBe('not_asked');
    expect(ask([], [optedOut(day(2))], { at })).toBe('refused');
  });

  it('is refused at the address that was refused, and asked of no address in particular', () => {
    const home = idOf('adr', 'home');
    const out = [optedOut(day(1), { addressId: home })];
    expect(ask([], out, { addressId: home })).toBe('refused');
    expect(ask([], out, { addressId: idOf('adr', 'work') })).toBe('not_asked');
    expect(ask([], out)).toBe('refused');
  });

  it('for email says nothing about texts', () => {
    expect(ask([agreed(day(1))], [], { channel: 'email' })).toBe('not_asked');
    expect(ask([agreed(day(1))], [], { purpose: 'clinical' })).toBe('not_asked');
  });

  const times = fc.integer({ min: 1, max: 28 }).map(day);
  const anyOptOut: fc.Arbitrary<OptOut> = fc
    .record(
      {
        purpose: fc.constantFrom(...PURPOSES),
        channel: fc.constantFrom(...CHANNELS),
        at: times,
        how: fc.constantFrom(...HOWS),
      },
      { requiredKeys: ['at', 'how'] },
    )
    .map((one) => one as OptOut);
  const anyConsent: fc.Arbitrary<Consent> = fc.record({
    purpose: fc.constantFrom(...PURPOSES),
    channel: fc.constantFrom(...CHANNELS),
    at: times,
    how: fc.constantFrom(...HOWS),
  });

  it('is never better for one more opt-out', () => {
    const order = ['granted', 'not_asked', 'refused'];
    fc.assert(
      fc.property(
        fc.array(anyConsent, { maxLength: 6 }),
        fc.array(anyOptOut, { maxLength: 6 }),
        anyOptOut,
        fc.constantFrom(...PURPOSES),
        fc.constantFrom(...CHANNELS),
        (consents, optOuts, more, purpose, channel) => {
          const before = ask(consents, optOuts, { purpose, channel });
          const after = ask(consents, [...optOuts, more], { purpose, channel });
          return order.indexOf(after) >= order.indexOf(before);
        },
      ),
    );
  });

  it('is refused right after any opt-out that covers it, whatever was said before', () => {
    fc.assert(
      fc.property(
        fc.array(anyConsent, { maxLength: 6 }),
        fc.array(anyOptOut, { maxLength: 6 }),
        fc.constantFrom(...PURPOSES),
        fc.constantFrom(...CHANNELS),
        fc.boolean(),
        fc.boolean(),
        (consents, optOuts, purpose, channel, byPurpose, byChannel) => {
          const scope = {
            ...(byPurpose ? { purpose } : {}),
            ...(byChannel ? { channel } : {}),
          };
          const before = person({ consents, optOuts });
          const after = withOptOut(before, scope, 'one_click', NOW);
          return ask(after.consents, after.optOuts, { purpose, channel }) === 'refused';
        },
      ),
    );
  });
});

describe('an opt-out', () => {
  it('heard twice changes nothing the second time', () => {
    const once = withOptOut(person(), { channel: 'sms' }, 'keyword', NOW);
    expect(once.optOuts).toHaveLength(1);
    expect(withOptOut(once, { channel: 'sms' }, 'keyword', NOW)).toBe(once);
    expect(withOptOut(once, {}, 'phone', NOW)).not.toBe(once);
  });

  it('by keyword is undone by a keyword, and no other opt-out is', () => {
    const later = new Date(NOW.getTime() + 1000);
    const out = withOptOut(
      person({ consents: [agreed(day(1))] }),
      { channel: 'sms' },
      'keyword',
      NOW,
    );
    const both = withOptOut(out, { purpose: 'marketing' }, 'one_click', NOW);
    const undone = withKeywordUndone(both, 'sms', later);
    expect(undone.optOuts.map(({ how, endedAt }) => [how, endedAt])).toEqual([
      ['keyword', later.toISOString()],
      ['one_click', undefined],
    ]);
    expect(withKeywordUndone(undone, 'sms', later)).toBe(undone);
    expect(withKeywordUndone(out, 'whatsapp', later)).toBe(out);
    expect(ask(undone.consents, undone.optOuts, { at: later })).toBe('refused');
    const only = withKeywordUndone(out, 'sms', later);
    expect(ask(only.consents, only.optOuts, { at: later })).toBe('granted');
  });

  it('by another way than a keyword is kept beside one, and no keyword undoes it', () => {
    const later = new Date(NOW.getTime() + 1000);
    const texted = withOptOut(person(), { channel: 'sms' }, 'keyword', NOW);
    const called = withOptOut(texted, { channel: 'sms' }, 'phone', NOW);
    const undone = withKeywordUndone(called, 'sms', later);
    expect(ask(undone.consents, undone.optOuts, { at: later })).toBe('refused');
    expect(withOptOut(called, { channel: 'sms' }, 'keyword', NOW)).toBe(called);
    expect(withOptOut(called, { channel: 'sms' }, 'paper', NOW)).toBe(called);
  });

  it('of more single things than can be kept is one of everything', () => {
    const addressId = (n: number) => idOf('adr', String(n));
    const optOuts = Array.from({ length: MAX_OPT_OUTS }, (_, n) =>
      optedOut(day(1), { addressId: addressId(n) }),
    );
    const full = withOptOut(person({ optOuts }), { channel: 'email' }, 'complaint', NOW);
    expect(full.optOuts).toEqual([{ at: NOW.toISOString(), how: 'complaint' }]);
  });

  it('makes room by what has ended, and is never lost itself', () => {
    let full = person();
    for (let n = 0; n < MAX_OPT_OUTS + 20; n += 1) {
      const at = new Date(NOW.getTime() + n * 1000);
      full = withOptOut(full, { channel: 'sms' }, 'keyword', at);
      expect(full.optOuts.length).toBeLessThanOrEqual(MAX_OPT_OUTS);
      expect(ask(full.consents, full.optOuts, { at })).toBe('refused');
      full = withKeywordUndone(full, 'sms', new Date(at.getTime() + 500));
    }
  });
});
