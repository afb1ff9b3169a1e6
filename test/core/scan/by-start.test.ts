import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { byStart } from '../../../lambdas/core/scan/by-start.ts';

describe('putting findings in order', () => {
  it('is by where they start, and keeps the order of those that start together', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 100 }), (starts) => {
        const stretches = starts.map((start, index) => ({ start, index }));
        const before = structuredClone(stretches);
        expect(byStart(stretches)).toEqual([...stretches].sort((a, b) => a.start - b.start));
        expect(stretches).toEqual(before);
      }),
    );
  });

  it('gives a list of its own where all are in order', () => {
    const stretches = [{ start: 1 }, { start: 2 }];
    expect(byStart(stretches)).toEqual(stretches);
    expect(byStart(stretches)).not.toBe(stretches);
  });
});
