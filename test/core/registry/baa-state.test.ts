import { describe, expect, it } from 'vitest';
import {
  agreementFor,
  baaState,
  daysLeft,
  renewalWarning,
  vendorStatus,
} from '../../../lambdas/core/registry/baa-state.ts';
import type { Vendor } from '../../../lambdas/core/registry/vendor.ts';
import { AGREEMENT, VENDOR } from './samples.ts';

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

describe('the status of a vendor', () => {
  const signed = { signedOn: '2026-01-10', effectiveOn: '2026-01-01', expiresOn: '2026-12-31' };

  it.each([
    ['no agreement on file', undefined, '2026-06-01', 'unverified', 'none'],
    [
      'an agreement of next year',
      { ...signed, effectiveOn: '2027-01-01', expiresOn: '2027-12-31' },
      '2026-06-01',
      'not_yet_effective',
      'none',
    ],
    ['one that begins before it was signed', signed, '2026-01-05', 'not_yet_effective', 'none'],
    ['one in force', signed, '2026-01-10', 'active', 'active'],
    ['one on its last day', signed, '2026-12-31', 'active', 'active'],
    ['one that is over', signed, '2027-01-01', 'lapsed', 'lapsed'],
  ])('with %s follows from evidence and dates', (_what, baa, day, status, state) => {
    const now = new Date(`${day}T12:00:00Z`);
    expect(vendorStatus({ baa }, now)).toBe(status);
    expect(baaState(baa, now)).toBe(state);
  });
});

describe('the agreement for one destination', () => {
  const now = new Date('2026-11-25T00:00:00Z');
  const vendor = { ...VENDOR, dataAllowed: undefined };
  const only = (...dataAllowed: NonNullable<Vendor['dataAllowed']>) => ({ ...VENDOR, dataAllowed });

  it.each([
    ['covers a service that it names', vendor, 'mail', 'phi', 'active'],
    ['covers a destination that names no service', vendor, undefined, 'phi', 'active'],
    ['does not cover another service', vendor, 'chat', 'phi', 'none'],
    ['covers what the company lets this vendor have', VENDOR, 'mail', 'phi', 'active'],
    ['does not cover what the company keeps from it', VENDOR, 'mail', 'health', 'excluded'],
    ['does not cover what nobody could read', VENDOR, 'mail', 'unknown', 'excluded'],
    [
      'does not cover identifiers kept from it',
      only('none', 'health'),
      'mail',
      'identifier',
      'excluded',
    ],
    [
      'is none for PHI that may go without its identifiers',
      only('none', 'health'),
      'mail',
      'phi',
      'none',
    ],
    ['does not cover PHI whose rest is kept from it too', only('none'), 'mail', 'phi', 'excluded'],
    [
      'does not cover anything for a vendor that may have nothing',
      only(),
      'mail',
      'none',
      'excluded',
    ],
    ['is none for a vendor without one', { id: 'x', name: 'X' }, undefined, 'none', 'none'],
    ['is not known for a vendor that is not registered', undefined, undefined, 'none', 'unknown'],
    ['is not known for its services either', undefined, 'mail', 'phi', 'unknown'],
  ] as const)('%s', (_what, of, service, phi, state) => {
    expect(
      agreementFor(of as Vendor | undefined, { service }, { phi, unreadableParts: false }, now),
    ).toBe(state);
  });

  it('does not cover what was read in part, where something is kept from the vendor', () => {
    const content = { phi: 'none', unreadableParts: true } as const;
    expect(agreementFor(only('none', 'phi'), {}, content, now)).toBe('excluded');
    expect(agreementFor(vendor, {}, content, now)).toBe('active');
  });
});

describe('the warning that an agreement ends', () => {
  it.each([
    ['2026-10-01', 122, undefined],
    ['2026-12-02', 60, 60],
    ['2026-12-03', 59, 60],
    ['2027-01-01', 30, 30],
    ['2027-01-24', 7, 7],
    ['2027-01-31', 0, 7],
    ['2027-02-01', undefined, undefined],
    ['2026-01-01', undefined, undefined],
  ])('on %s counts %s days and warns within %s', (day, days, within) => {
    const left = daysLeft(AGREEMENT, new Date(`${day}T23:59:00Z`));
    expect(left).toBe(days);
    expect(renewalWarning(left)).toBe(within);
  });
});
