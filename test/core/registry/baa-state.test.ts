import { describe, expect, it } from 'vitest';
import { baaState } from '../../../lambdas/core/registry/baa-state.ts';

const term = { effectiveOn: '2026-01-01', expiresOn: '2026-12-31' };

describe('the state of a business associate agreement', () => {
  it.each([
    ['2025-12-31T23:59:59.999Z', 'none'],
    ['2026-01-01T00:00:00.000Z', 'active'],
    ['2026-12-31T23:59:59.999Z', 'active'],
    ['2027-01-01T00:00:00.000Z', 'lapsed'],
    ['2030-06-01T00:00:00.000Z', 'lapsed'],
  ])('at %s is %s', (now, state) => {
    expect(baaState(term, new Date(now))).toBe(state);
  });

  it('is none where no agreement is on file', () => {
    expect(baaState(undefined, new Date('2026-06-01'))).toBe('none');
  });

  it('is never active for a term that ends before it begins', () => {
    const turned = { effectiveOn: '2026-12-31', expiresOn: '2026-01-01' };
    for (const now of ['2025-06-01', '2026-06-01', '2026-12-31', '2027-06-01']) {
      expect(baaState(turned, new Date(now))).not.toBe('active');
    }
  });
});
