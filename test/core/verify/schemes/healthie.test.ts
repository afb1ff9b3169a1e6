import { describe, expect, it } from 'vitest';
import { healthie } from '../../../../lambdas/core/verify/schemes/healthie.ts';
import { describeScheme } from '../common-rows.ts';
import { readVectors, verifyVector } from '../vectors.ts';

describeScheme(healthie);

describe('a delivery of Healthie', () => {
  it('has nothing that tells a repeat from another event, so that none is taken for one', () => {
    const [first] = readVectors('healthie').cases;
    expect(verifyVector(healthie, first!)).toMatchObject({
      kind: 'verified',
      webhook: { replayKey: undefined },
    });
  });
});
