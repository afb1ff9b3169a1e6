import { describe, expect, it } from 'vitest';
import { FACT_VALUES } from '../../../lambdas/core/decide/fact-space.ts';
import {
  EXCEPTIONS,
  REMUNERATIONS,
  type DecisionFacts,
} from '../../../lambdas/core/decide/facts.ts';
import { readRules } from '../../../lambdas/core/decide/read-rules.ts';
import { cases, loadSound, shippedSources, withRules } from './shipped-policy.ts';

const policy = loadSound(shippedSources);

describe('the shipped policy', () => {
  it.each(cases)('$name', ({ facts, disposition, reasonCode }) => {
    const decision = policy.decide(facts);
    expect({ disposition: decision.disposition, reasonCode: decision.reasonCode }).toEqual({
      disposition,
      reasonCode,
    });
  });

  it('has a case for each rule that decides it and one that it does not touch', () => {
    const used = cases.map(({ facts }) => new Set(policy.decide(facts).rules));
    const reasons = policy.rules.filter(({ id }) => !id.startsWith('floor-'));
    const oneSided = reasons
      .map(({ id }) => id)
      .filter((id) => used.every((rules) => rules.has(id)) || !used.some((rules) => rules.has(id)));
    expect(oneSided).toEqual([]);
  });

  it.each(readRules(shippedSources.policies).rules.map(({ text }) => text.id))(
    'would decide some case otherwise without %s',
    (id) => {
      const others = readRules(shippedSources.policies).rules.filter(({ text }) => text.id !== id);
      const poorer = loadSound(withRules(others.map(({ source }) => source).join('\n')));
      // Others cannot change: the rule had no part in them.
      const touched = cases.filter(({ facts }) => policy.decide(facts).rules.includes(id));
      const changed = touched.some(({ facts, disposition, reasonCode }) => {
        const decision = poorer.decide(facts);
        return decision.disposition !== disposition || decision.reasonCode !== reasonCode;
      });
      expect(changed).toBe(true);
    },
  );

  it('names each rule that forbids as the reason of some case', () => {
    const codes = new Set(cases.map(({ reasonCode }) => reasonCode));
    const forbids = policy.rules.filter(
      ({ id, remedy }) => remedy !== undefined && !id.startsWith('floor-'),
    );
    expect(forbids.map(({ id }) => id).filter((id) => !codes.has(id))).toEqual([]);
  });

  it('has no two cases of one name or of the same facts', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(new Set(cases.map(({ facts }) => JSON.stringify(facts))).size).toBe(cases.length);
  });

  it('has at least 150 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(Object.entries(FACT_VALUES) as [keyof DecisionFacts, readonly unknown[]][])(
    'has a case for each value of the fact %s',
    (fact, values) => {
      const used = new Set<unknown>(cases.map(({ facts }) => facts[fact]));
      expect(values.filter((value) => !used.has(value))).toEqual([]);
    },
  );

  it('has a promotion for each exception with each remuneration, one that it excuses and one not', () => {
    const promotions = cases.filter(
      ({ facts }) =>
        facts.purpose === 'marketing' && facts.phi === 'phi' && facts.lane === 'clinical',
    );
    for (const exception of EXCEPTIONS.filter((e) => e !== 'none' && e !== 'unknown')) {
      const own = promotions.filter(({ facts }) => facts.exception === exception);
      const paid = new Set(own.map(({ facts }) => facts.remuneration));
      expect(REMUNERATIONS.filter((r) => !paid.has(r))).toEqual([]);
    }
  });

  it('decides each purpose by each channel in some case', () => {
    const used = new Set(cases.map(({ facts }) => `${facts.purpose} ${facts.channel}`));
    const text = ['email', 'sms', 'whatsapp', 'push', 'social'];
    const expected = text.flatMap((channel) =>
      ['marketing', 'clinical', 'device_alert'].map((purpose) => `${purpose} ${channel}`),
    );
    expect(expected.filter((pair) => !used.has(pair))).toEqual([]);
  });
});
