import { describe, expect, it } from 'vitest';
import { suits, transformFor, TRANSFORMS } from '../../../lambdas/core/protect/profiles.ts';
import { age90 } from '../../../lambdas/core/protect/transforms/age90.ts';
import { mask } from '../../../lambdas/core/protect/transforms/mask.ts';
import { redact } from '../../../lambdas/core/protect/transforms/redact.ts';
import { tokenTransform } from '../../../lambdas/core/protect/transforms/token.ts';
import { yearTransform } from '../../../lambdas/core/protect/transforms/year.ts';
import { zip3 } from '../../../lambdas/core/protect/transforms/zip3.ts';
import areas from '../../../lambdas/core/scan/data/restricted-zip3.json' with { type: 'json' };
import { IDENTIFIER_LABELS } from '../../../lambdas/core/scan/labels.ts';

describe('the year of a date', () => {
  const year = yearTransform(2026);
  const of = (value: string) => year({ label: 'DATE', value });

  it.each([
    ['1984-03-12', '1984'],
    ['1984-03-12T10:30:00Z', '1984'],
    ['3/12/1984', '1984'],
    ['31.12.1984', '1984'],
    ['March 12, 1984', '1984'],
    ['12th of March 1984', '1984'],
    ['12 de marzo de 1984', '1984'],
    ['Mar 1984', '1984'],
    ['03/1984', '1984'],
    ['19840312', '1984'],
    ['198403121030', '1984'],
    ['1710000000', '2024'],
    ['1710000000000', '2024'],
    ['March 12 - 15, 2024', '2024'],
    ['１９８４-０３-１２', '1984'],
    ['1937-01-01', '1937'],
  ])('of %j is what stays', (value, kept) => {
    expect(of(value)).toBe(kept);
  });

  it.each([
    ['who was born so long ago may be over 89', '1936-12-31'],
    ['the same, in words', 'June 4, 1921'],
    ['two digits say no century', '3/12/84'],
    ['no year is written', 'March 12'],
    ['no year is written', '3/12'],
    ['a range over two years shows a day of one', 'December 28, 2023 to January 3, 2024'],
    ['it is no date', 'tomorrow'],
    ['it is far away', '2150-01-01'],
  ])('does not stay where %s', (_, value) => {
    expect(of(value)).toBeUndefined();
  });

  it('moves with the year in which the output is made', () => {
    expect(yearTransform(2040)({ label: 'DATE', value: '1950-05-05' })).toBeUndefined();
    expect(yearTransform(2040)({ label: 'DATE', value: '1951-05-05' })).toBe('1951');
  });

  it('is for dates alone', () => {
    expect(year({ label: 'MRN', value: '1984-03-12' })).toBeUndefined();
  });
});

describe('the first digits of a ZIP code', () => {
  it.each([
    ['02139', '021**'],
    ['80204-1234', '802**'],
    ['802041234', '802**'],
    [' 02139 ', '021**'],
    ['03601', '000**'],
    ['20501', '000**'],
    ['36901', '000**'],
    ['89301', '000**'],
  ])('of %j stay as %j', (value, kept) => {
    expect(zip3({ label: 'ZIP', value })).toBe(kept);
  });

  it.each(['2139', 'SW1A 1AA', 'K1A 0B1', '021', '80204-12', ''])(
    'of %j, which is no ZIP code, are masked',
    (value) => expect(zip3({ label: 'ZIP', value })).toBeUndefined(),
  );

  it('are withheld for every area that either census found too small', () => {
    const prefixes = areas.vintages.flatMap((vintage) => vintage.prefixes);
    expect(areas.vintages.map(({ census }) => census)).toEqual([2000, 2010]);
    expect(prefixes).toHaveLength(19);
    for (const prefix of prefixes) {
      expect(zip3({ label: 'ZIP', value: `${prefix}01` })).toBe('000**');
    }
  });
});

describe('the plain transforms', () => {
  const found = { label: 'NAME', value: 'Jane Roe' } as const;

  it('remove, mask, or put all ages over 89 into one category', () => {
    expect(redact(found)).toBe('');
    expect(mask(found)).toBe('[NAME]');
    expect(age90({ label: 'AGE90', value: '93' })).toBe('90+');
    expect(age90(found)).toBeUndefined();
  });

  it('give one token to each value', () => {
    let count = 0;
    const token = tokenTransform((label) => `${label}${String((count += 1))}`);
    const values = ['Jane Roe', 'Ada Poe', 'Jane Roe'];
    expect(values.map((value) => token({ label: 'NAME', value }))).toEqual([
      'NAME1',
      'NAME2',
      'NAME1',
    ]);
  });
});

describe('profiles', () => {
  it('keep what Safe Harbor lets stay, and mask the rest', () => {
    const kept = IDENTIFIER_LABELS.map((label) => [label, transformFor(label, 'safe-harbor')]);
    expect(kept.filter(([, transform]) => transform !== 'mask')).toEqual([
      ['DATE', 'year'],
      ['AGE90', 'age90'],
      ['ZIP', 'zip3'],
    ]);
  });

  it('give way to a choice for one label', () => {
    expect(transformFor('NAME', 'safe-harbor', { NAME: 'surrogate' })).toBe('surrogate');
    expect(transformFor('DATE', 'token', { NAME: 'redact' })).toBe('token');
  });

  it('know which transforms are made for one label', () => {
    const onName = TRANSFORMS.filter((transform) => suits(transform, 'NAME'));
    expect(onName).toEqual(['redact', 'mask', 'token', 'surrogate']);
    expect(suits('year', 'DATE') && suits('age90', 'AGE90') && suits('zip3', 'ZIP')).toBe(true);
  });
});
