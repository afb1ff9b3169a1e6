import fc from 'fast-check';

/** A labelled value of somebody invented, as it is planted in a body. */
export interface Plant {
  /** What is written: the value after its label. */
  readonly text: string;
  /** The value alone. */
  readonly value: string;
}

const digits = (count: number, min = 0): fc.Arbitrary<string> =>
  fc.integer({ min, max: 10 ** count - 1 }).map((number) => String(number).padStart(count, '0'));

/** Areas that the Social Security Administration gives out: neither 000, nor 666, nor from 900 on. */
const ssn = fc
  .tuple(fc.integer({ min: 100, max: 665 }), digits(2, 10), digits(4, 1000))
  .map((parts) => parts.join('-'));
const email = fc
  .tuple(fc.constantFrom('odette.grace', 'walter.lindqvist', 'meilin.brown'), digits(3, 100))
  .map(([name, number]) => `${name}${number}@example.net`);
const phone = fc
  .tuple(fc.integer({ min: 201, max: 989 }), digits(4, 1000))
  .map(([area, line]) => `(${String(area)}) 555-${line}`);

/** Values that are identifiers wherever they stand (45 CFR 164.514(b)(2)(i)(D), (F), (G)). */
export const plant: fc.Arbitrary<Plant> = fc.oneof(
  ssn.map((value) => ({ text: `SSN: ${value}`, value })),
  email.map((value) => ({ text: `write to ${value} about asthma`, value })),
  phone.map((value) => ({ text: `Phone: ${value}`, value })),
);
