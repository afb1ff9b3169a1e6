import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { readDate } from '../../../lambdas/core/protect/date-value.ts';

describe('a date moved by 60 days', () => {
  it.each([
    ['1984-03-12', '1984-05-11'],
    ['1984-3-2', '1984-5-1'],
    ['1984/12/20', '1985/02/18'],
    ['1984-03-12T10:30:00Z', '1984-05-11T10:30:00Z'],
    ['3/12/1984', '5/11/1984'],
    ['31/12/1984', '01/03/1985'],
    ['03-12-84', '05-11-84'],
    ['12.11.1984', '11.01.1985'],
    ['19840312', '19840511'],
    ['198403121030', '198405111030'],
    ['03/1984', '05/1984'],
    ['3/12', '5/11'],
    ['1710000000', '1715184000'],
    ['1710000000123', '1715184000123'],
    ['March 12, 1984', 'May 11, 1984'],
    ['Mar 12 1984', 'May 11 1984'],
    ['12th of March 1984', '11th of May 1984'],
    ['MARCH 3RD', 'MAY 2nd'],
    ['12 de marzo de 1984', '11 de mayo de 1984'],
    ['sept 2, 2001', 'nov 1, 2001'],
    ['January 2024', 'March 2024'],
    ['March', 'May'],
  ])('%s is %s', (value, moved) => {
    expect(readDate(value)?.shift(60)).toBe(moved);
  });

  it.each([
    '',
    'tomorrow',
    '13/13/1984',
    'March 12 - 15, 2024',
    "March '84",
    '123',
    'a'.repeat(100),
  ])('%j is no date that can be moved', (value) => expect(readDate(value)).toBeUndefined());

  it('comes back when it is moved back, and is another in between', () => {
    const day = fc.date({
      min: new Date('1940-01-01'),
      max: new Date('2060-01-01'),
      noInvalidDate: true,
    });
    const shift = fc.integer({ min: 40, max: 320 });
    fc.assert(
      fc.property(day, shift, (date, days) => {
        const value = date.toISOString().slice(0, 10);
        const there = readDate(value)?.shift(days) ?? '';
        expect(there).not.toBe(value);
        expect(readDate(there)?.shift(-days)).toBe(value);
      }),
    );
  });
});
