import { describe, expect, it } from 'vitest';
import { isInRanges } from '../../../lambdas/adapters/aws/shared/public-address.ts';
import { isPrivateRange } from '../../../lambdas/core/registry/private-range.ts';

describe('a range that an operator may name', () => {
  it.each([
    '10.0.0.0/8',
    '10.20.0.0/16',
    '172.16.0.0/12',
    '172.31.9.0/24',
    '192.168.4.7/32',
    '100.64.0.0/10',
    'fd12:3456::/32',
    'fc00:1::/48',
  ])('is %s', (range) => {
    expect(isPrivateRange(range)).toBe(true);
  });

  it.each([
    '0.0.0.0/0',
    '8.0.0.0/5',
    '10.0.0.0/7',
    '172.16.0.0/11',
    '172.32.0.0/16',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '169.254.169.254/32',
    '203.0.113.0/24',
    '::1/128',
    '::/0',
    'fe80::/10',
    'fc00::/7',
    'fd00:ec2::254/128',
    '::ffff:10.0.0.0/104',
    '10.0.0.0',
    '10.0.0.0/33',
    'intranet',
    '',
  ])('is not %s', (range) => {
    expect(isPrivateRange(range)).toBe(false);
  });
});

describe('an address', () => {
  it.each<[string, string[], boolean]>([
    ['10.20.3.4', ['10.20.0.0/16'], true],
    ['10.21.3.4', ['10.20.0.0/16'], false],
    ['fd12:3456::7', ['10.0.0.0/8', 'fd12:3456::/32'], true],
    ['::ffff:10.20.3.4', ['10.20.0.0/16'], false],
    ['10.20.3.4', [], false],
    ['intranet', ['10.0.0.0/8'], false],
  ])('%s in %j: %s', (address, ranges, expected) => {
    expect(isInRanges(address, ranges)).toBe(expected);
  });
});
