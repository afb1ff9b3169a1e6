import { describe, expect, it } from 'vitest';
import {
  isDeaNumber,
  isGtin,
  isHibc,
  isIban,
  isLoinc,
  isMbi,
  isNpi,
  isVin,
  passesLuhn,
  passesVerhoeff,
} from '../../../lambdas/core/scan/checksums.ts';

describe('check digits', () => {
  it.each([
    [passesLuhn, '4111111111111111', '4111111111111112'],
    [passesLuhn, '79927398713', '79927398710'],
    [isNpi, '1234567893', '1234567890'],
    [isNpi, '1245319599', '3245319599'],
    [isDeaNumber, 'AB1234563', 'AB1234564'],
    [isVin, '1M8GDM9AXKP042788', '1M8GDM9A1KP042788'],
    [isVin, '1HGBH41JXMN109186', '1HGBH41JXMN10918O'],
    [isIban, 'GB82WEST12345698765432', 'GB82WEST12345698765433'],
    [isIban, 'DE89370400440532013000', 'DE89370400440532013001'],
    [isMbi, '1EG4TE5MK73', '1EG4TE5MKA3'],
    [isMbi, '2TA7WN2RF55', '2TA7WN2SF55'],
    [isGtin, '10844521234561', '10844521234566'],
    [isHibc, '+A123BJC5D6E71G', '+A123BJC5D6E71H'],
    [passesVerhoeff, '73211009', '73211090'],
    [passesVerhoeff, '22298006', '22289006'],
    [isLoinc, '4548-4', '4548-5'],
    [isLoinc, '2345-7', '2354-7'],
  ])('%o accepts %s and refuses %s', (check, good, bad) => {
    expect(check(bad)).toBe(false);
    expect(check(good)).toBe(true);
  });

  it('no check accepts the empty text', () => {
    for (const check of [
      passesLuhn,
      isNpi,
      isDeaNumber,
      isVin,
      isIban,
      isMbi,
      isGtin,
      isHibc,
      passesVerhoeff,
    ])
      expect(check('')).toBe(false);
  });
});
