import { describe, expect, it } from 'vitest';
import { found } from './support/scan-text.ts';

describe('what Safe Harbor leaves of an identifier', () => {
  it.each([
    ['a year of birth', { dob: '1984' }],
    ['a year as a number', { birthDate: 1984 }],
    ['the category of ages over 89', { age: '90+', note: 'Age 90+, aged 90+, 90+ years old' }],
    ['three digits of a ZIP code', { zip: '021**', postal_code: '000**' }],
    ['all of them in a sentence', { note: 'Born 1984, age 90+, ZIP 802**, seen 2024.' }],
  ])('is not found again: %s', (_, value) => {
    expect(found(value)).toEqual([]);
  });

  it.each<[string, object, ...string[]]>([
    ['a year that shows an age over 89', { dob: '1936' }, 'DATE /dob 1936'],
    ['a year and a month', { dob: '1984-03' }, 'DATE /dob 1984-03'],
    ['an age over 89', { age: '91' }, 'AGE90 /age 91'],
    ['ninety itself', { age: '90' }, 'AGE90 /age 90'],
    ['digits of an area with few people', { zip: '036**' }, 'ZIP /zip 036**'],
    ['four digits of a ZIP code', { zip: '0213*' }, 'ZIP /zip 0213*'],
    ['a year that is a record number', { mrn: '1984' }, 'MRN /mrn 1984'],
    [
      'a telephone number that ends in a year',
      { phone: '303-555-1984' },
      'PHONE /phone 303-555-1984',
    ],
    [
      'a year of birth beside a day',
      { dob: { y: 1984, d: 12 } },
      'DATE /dob/y 1984',
      'DATE /dob/d 12',
    ],
  ])('is not taken for what it is not: %s', (_, value, ...expected) => {
    expect(found(value)).toEqual(expected);
  });
});
