import { describe, expect, it } from 'vitest';
import { nameLength } from '../../../lambdas/core/scan/names.ts';

describe('how much of a run of words is a name', () => {
  it.each([
    ['Jane Roe', 'Jane Roe'],
    ['Jane  Roe, ', 'Jane  Roe'],
    ['Jane Roe Hospital', 'Jane Roe'],
    ["Jane Roe Hospital's Clinic", 'Jane Roe'],
    ['Jane Roe Hospital\u2019s', 'Jane Roe'],
    ['Jane,\tHospital.,', 'Jane'],
    ['Jane\u00a0Hospital', 'Jane'],
    ['Jane\u3000Roe\u00a0', 'Jane\u3000Roe'],
    ['Jane R.', 'Jane R.'],
    [' Jane', ' Jane'],
    ['Hospital Roe', ''],
    ['', ''],
  ])('of %j it is %j', (run, name) => {
    expect(run.slice(0, nameLength(run))).toBe(name);
  });
});
