import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../lambdas/core/decide/decision.ts';
import type { DecisionFacts } from '../../../lambdas/core/decide/facts.ts';
import { shadowOf } from '../../../lambdas/core/decide/shadow.ts';
import { shadowSchema, type Shadow } from '../../../lambdas/core/registry/shadow.ts';
import { cases } from './shipped-policy.ts';

const NOW = new Date('2026-06-15T12:00:00.000Z');
const SHADOW: Shadow = {
  since: '2026-06-01T00:00:00Z',
  until: '2026-07-01T00:00:00Z',
  by: 'ok_officer001',
  why: 'first month',
};
const OVERRIDE = { approvedBy: 'Privacy officer', why: 'pilot', until: '2026-06-20T00:00:00Z' };
const base = cases[0]!.facts;
const clinical: DecisionFacts = {
  ...base,
  lane: 'clinical',
  direction: 'inbound',
  channel: 'webhook',
  phi: 'phi',
  baa: 'active',
  transport: 'tls',
};
const marketing: DecisionFacts = { ...clinical, lane: 'marketing' };

const decided = (disposition: Decision['disposition'], reasonCode = 'some-rule'): Decision => ({
  disposition,
  reasonCode,
  rules: [],
  refused: [],
  says: '',
  citations: [],
  policyVersion: '0',
});

describe('shadow mode lets pass', () => {
  it.each([
    ['what would be held, encrypted on the clinical side', clinical, 'quarantine', 'encrypted'],
    ['what would be blocked, as it is on the marketing side', marketing, 'block', 'as_is'],
    ['what would be de-identified, as it is', marketing, 'deidentified', 'as_is'],
  ] as const)('%s', (_, facts, disposition, enforced) => {
    expect(shadowOf(decided(disposition), facts, SHADOW, NOW)).toEqual({
      enforced,
      since: SHADOW.since,
    });
  });

  it('to a receiver without an agreement only by an override, which is named', () => {
    for (const baa of ['lapsed', 'none', 'unknown'] as const) {
      const facts = { ...marketing, baa };
      expect(shadowOf(decided('block'), facts, SHADOW, NOW)).toBeUndefined();
      expect(shadowOf(decided('block'), facts, { ...SHADOW, override: OVERRIDE }, NOW)).toEqual({
        enforced: 'as_is',
        since: SHADOW.since,
        override: 'Privacy officer',
      });
      const later = new Date(OVERRIDE.until);
      const overridden = { ...SHADOW, override: OVERRIDE };
      expect(shadowOf(decided('block'), facts, overridden, later)).toBeUndefined();
    }
  });
});

describe('shadow mode lets nothing pass', () => {
  it.each([
    ['where there is none', clinical, undefined, NOW],
    ['before it begins', clinical, SHADOW, new Date('2026-05-31T23:59:59.999Z')],
    ['at the moment it ends', clinical, SHADOW, new Date(SHADOW.until)],
    ['over a plain connection', { ...clinical, transport: 'plain' }, SHADOW, NOW],
    ['over an unknown connection', { ...clinical, transport: 'unknown' }, SHADOW, NOW],
    ['to somebody who opted out', { ...clinical, consent: 'refused' }, SHADOW, NOW],
    ['by a way the person excluded', { ...clinical, confidential: 'conflict' }, SHADOW, NOW],
    ['that may not be disclosed again', { ...clinical, part2: 'restricted' }, SHADOW, NOW],
    ['while it is not known who opted out', { ...clinical, consent: 'unknown' }, SHADOW, NOW],
    [
      'while it is not known what they accept',
      { ...clinical, confidential: 'unknown' },
      SHADOW,
      NOW,
    ],
    ['while its redisclosure is not known', { ...clinical, part2: 'unknown' }, SHADOW, NOW],
    ['unread into the marketing lane', { ...marketing, phi: 'unknown' }, SHADOW, NOW],
  ] as const)('%s', (_, facts, shadow, now) => {
    expect(shadowOf(decided('quarantine'), facts, shadow, now)).toBeUndefined();
  });

  it('when policy failed, or already lets it pass', () => {
    expect(shadowOf(decided('quarantine', 'policy-error'), clinical, SHADOW, NOW)).toBeUndefined();
    expect(shadowOf(decided('as_is'), clinical, SHADOW, NOW)).toBeUndefined();
    expect(shadowOf(decided('encrypted'), clinical, SHADOW, NOW)).toBeUndefined();
  });
});

describe('shadow mode as it is registered', () => {
  it.each([
    ['ends before it begins', { ...SHADOW, until: '2026-05-01T00:00:00Z' }, 'until'],
    ['has no end', { ...SHADOW, until: undefined }, 'until'],
    ['has nobody who asked', { ...SHADOW, by: '' }, 'by'],
    ['has no reason', { ...SHADOW, why: '' }, 'why'],
    ['moves the cursor', { ...SHADOW, why: 'first\u001b[2J month' }, 'why'],
    [
      'has an override without a name',
      { ...SHADOW, override: { ...OVERRIDE, approvedBy: '' } },
      'override',
    ],
    [
      'has an override that outlives it',
      { ...SHADOW, override: { ...OVERRIDE, until: '2026-08-01T00:00:00Z' } },
      'override',
    ],
    ['has an unknown field', { ...SHADOW, forever: true }, undefined],
  ])('is refused when it %s', (_, value, field) => {
    const parsed = shadowSchema.safeParse(value);
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
    expect(parsed.success).toBe(false);
  });
});
