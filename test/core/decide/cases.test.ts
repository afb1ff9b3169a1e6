import { describe, expect, it } from 'vitest';
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
      const changed = cases.filter(({ facts, disposition, reasonCode }) => {
        const decision = poorer.decide(facts);
        return decision.disposition !== disposition || decision.reasonCode !== reasonCode;
      });
      expect(changed).not.toEqual([]);
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
});
