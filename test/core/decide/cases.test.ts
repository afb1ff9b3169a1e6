import { describe, expect, it } from 'vitest';
import { cases, loadSound, shippedSources } from './shipped-policy.ts';

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
