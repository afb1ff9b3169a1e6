import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../../../lambdas/core/protect/surrogates/random-numbers.ts';
import { Surrogates } from '../../../lambdas/core/protect/surrogates/surrogates.ts';
import {
  isDeaNumber,
  isMbi,
  isNpi,
  isVin,
  passesLuhn,
} from '../../../lambdas/core/scan/checksums.ts';
import type { IdentifierLabel } from '../../../lambdas/core/scan/labels.ts';

const SEEDS = Array.from({ length: 40 }, (_, index) => `seed ${String(index)}`);

function make(seed: string, originals: readonly string[] = []) {
  const surrogates = new Surrogates(seededNumbers(seed)).forDocument(originals);
  return (label: IdentifierLabel, value: string): string =>
    surrogates.of({ label, value }) ?? 'none';
}

describe('surrogates', () => {
  it.each<[IdentifierLabel, string, RegExp]>([
    ['NAME', 'Jane Roe', /^[A-Z][a-z]+ [A-Z][a-z]+$/],
    ['NAME', 'ROE, JANE Q.', /^[A-Z]+, [A-Z]+ [A-Z]\.$/],
    ['NAME', 'jane', /^[a-z]+$/],
    ['NAME', 'Dr. José O’Brien-Ñíguez Jr.', /^Dr\. [A-Z][a-z]+ [A-Z][a-z]+ Jr\.$/],
    ['NAME', 'Walter’s', /^[A-Z][a-z]+’s$/],
    ['DATE', '1984-03-12', /^198[345]-\d\d-\d\d$/],
    ['DATE', 'March 3, 2024', /^[A-Z][a-z]{2,8} \d{1,2}, 202[345]$/],
    ['AGE90', '93', /^9\d$/],
    ['AGE90', 'ninety-three', /^ninety-[a-z]+$/],
    ['PHONE', '(303) 555-0142', /^\([2-9]\d\d\) 555-01\d\d$/],
    ['PHONE', '+1 303.555.0142 ext. 12', /^\+1 [2-9]\d\d\.555\.01\d\d ext\. \d\d$/],
    ['PHONE', '555-0142', /^555-01\d\d$/],
    ['FAX', '3035550142', /^[2-9]\d\d55501\d\d$/],
    ['EMAIL', 'jane.roe@clinic.example', /^[a-z]+\.[a-z]+\d+@example\.com$/],
    ['SSN', '123-45-6789', /^9\d\d-[1-4]\d-\d{4}$/],
    ['SSN', '123456789', /^9\d\d[1-4]\d{5}$/],
    ['MRN', 'MR-0091827', /^[A-Z]{2}-\d{7}$/],
    ['ACCOUNT', '4111 1111 1111 1111', /^\d{4} \d{4} \d{4} \d{4}$/],
    ['OTHER_ID', '123456789', /^9\d\d[1-4]\d{5}$/],
    [
      'OTHER_ID',
      '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    ],
    ['VEHICLE', '1HGCM82633A004352', /^\d[A-Z]{4}\d{5}[A-Z]\d{6}$/],
    ['DEVICE', '00:1B:44:11:3A:B7', /^00:00:5E:00:53:[0-9A-F]{2}$/],
    ['IP', '10.1.2.3', /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/],
    ['IP', 'fe80::1', /^2001:db8::/],
    ['URL', 'https://clinic.example/jane', /^https:\/\/www\.example\.com\/\w+$/],
    ['URL', 'clinic.example/jane', /^www\.example\.com\/\w+$/],
    ['PHOTO', 'jane_roe.jpg', /^[a-z]{4}_[a-z]{3}\.jpg$/],
    ['ZIP', '80204', /^00[0-4]\d\d$/],
    ['ZIP', '80204-1234', /^00[0-4]\d\d-\d{4}$/],
    ['ZIP', 'SW1A 1AA', /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/],
    ['GEO', 'Denver', /^[A-Z][a-z]+(?: [A-Z][a-z]+)?$/],
    ['GEO', 'DENVER', /^[A-Z]+(?: [A-Z]+)?$/],
    ['GEO', '12 Pine St, Denver, CO 80204', /^\d+ [A-Za-z ]+, [A-Za-z ]+, CO 00[0-4]\d\d$/],
    ['GEO', 'PO Box 12', /^PO Box \d+$/],
    ['GEO', '39.7392', /^\d\d\.\d{4}$/],
  ])('for %s %j have the same form and are never the original', (label, value, form) => {
    for (const seed of SEEDS) {
      const surrogate = make(seed, [value])(label, value);
      expect(surrogate).toMatch(form);
      expect(surrogate).not.toBe(value);
    }
  });

  it('pass no check digit', () => {
    for (const seed of SEEDS) {
      const of = make(seed);
      const digits = (label: IdentifierLabel, value: string) => of(label, value).replace(/\W/g, '');
      expect(passesLuhn(digits('ACCOUNT', '4111-1111-1111-1111'))).toBe(false);
      expect(isNpi(digits('LICENSE', '1234567893'))).toBe(false);
      expect(isDeaNumber(digits('LICENSE', 'AB1234563'))).toBe(false);
      expect(isVin(digits('VEHICLE', '1HGCM82633A004352'))).toBe(false);
      expect(isMbi(digits('HEALTH_PLAN_ID', '1EG4-TE5-MK73'))).toBe(false);
    }
  });

  it('are the same for the same value, in every document of a run', () => {
    const run = new Surrogates(seededNumbers('a'));
    const [first, second] = [run.forDocument([]), run.forDocument([])];
    for (const [label, value] of [
      ['NAME', 'Jane Roe'],
      ['EMAIL', 'a@example.org'],
      ['MRN', '5518820'],
    ] as const) {
      expect(second.of({ label, value })).toBe(first.of({ label, value }));
    }
  });

  it('call a person by the same name, in full, by a part and in capitals', () => {
    const of = make('a');
    const [given, family] = of('NAME', 'Jane Roe').split(' ');
    expect(of('NAME', 'Jane')).toBe(given);
    expect(of('NAME', 'ROE')).toBe(family?.toUpperCase());
    expect(of('NAME', 'Roe, Jane')).toBe(`${family ?? ''}, ${given ?? ''}`);
  });

  it('move all dates of a document together, and another document by other days', () => {
    const days = (of: ReturnType<typeof make>) =>
      ['2024-01-01', '2024-01-15'].map((date) => Date.parse(of('DATE', date)) / 86_400_000);
    const [from = 0, to = 0] = days(make('a'));
    expect(to - from).toBe(14);
    expect(new Set(SEEDS.map((seed) => days(make(seed))[0])).size).toBeGreaterThan(20);
  });

  it('come out the same for the same seed and differ for another', () => {
    const value = ['NAME', 'Jane Roe'] as const;
    expect(make('a')(...value)).toBe(make('a')(...value));
    expect(new Set(SEEDS.map((seed) => make(seed)(...value))).size).toBeGreaterThan(30);
  });

  it('are no other value of the document', () => {
    const names = SEEDS.map((seed) => make(seed)('NAME', 'Jane'));
    for (const seed of SEEDS) expect(names).not.toContain(make(seed, names)('NAME', 'Jane'));
  });

  it('differ for different people, however many there are', () => {
    const of = make('a');
    const people = Array.from({ length: 2000 }, (_, at) =>
      of(
        'NAME',
        `P${String.fromCharCode(97 + (at % 26), 97 + (Math.floor(at / 26) % 26), 97 + Math.floor(at / 676))}`,
      ),
    );
    expect(new Set(people).size).toBe(2000);
  });

  it('have no form for a date that cannot be moved', () => {
    expect(make('a')('DATE', 'March 12 - 15, 2024')).toBe('none');
  });
});

describe('numbers from a seed', () => {
  it('are spread evenly', () => {
    const random = seededNumbers('x');
    const bins = new Array<number>(10).fill(0);
    for (let count = 0; count < 10_000; count++) bins[Math.floor(random() * 10)]! += 1;
    for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(150);
  });
});
