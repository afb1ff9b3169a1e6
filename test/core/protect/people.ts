import { readdirSync, readFileSync } from 'node:fs';
import fc from '../../support/properties.ts';

/** Somebody invented, as payloads tell of people. */
export interface Person {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly dob: string;
  readonly mrn: number;
  readonly phone: string;
  readonly zip: string;
  readonly age: string;
}

export const person: fc.Arbitrary<Person> = fc.record({
  first_name: fc.constantFrom('Walter', 'Odette', 'José', 'Thandiwe', 'Meilin'),
  last_name: fc.constantFrom('Grace', 'Lindqvist', "O'Shaughnessy", 'Ñíguez', 'Brown'),
  email: fc.constantFrom('w.grace@example.net', 'odette.h@example.org'),
  dob: fc
    .date({ min: new Date('1920-01-01'), max: new Date('2020-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  mrn: fc.integer({ min: 100_000, max: 99_999_999 }),
  phone: fc.integer({ min: 2_002_000_000, max: 9_899_999_999 }).map(String),
  zip: fc.constantFrom('80204', '02139-1234', '03601'),
  age: fc.constantFrom('93', '47'),
});

/** What is written about them. */
export const note: fc.Arbitrary<(p: Person) => string> = fc.constantFrom<((p: Person) => string)[]>(
  (p) => `${p.first_name} ${p.last_name} has type 2 diabetes, MRN ${String(p.mrn)}, born ${p.dob}`,
  (p) => `asthma: ${p.last_name.toUpperCase()}, ${p.first_name} (see ${String(p.mrn)})`,
  (p) =>
    `Dear ${p.first_name},\nyour A1C is 9.2 on 3/4/2024. Lives at 12 Pine St, Denver, CO ${p.zip}\n${p.phone}`,
  (p) => `A ${p.age} year old, ${p.email}, seen March 3, 2024. SSN: 123-45-6789, from 10.1.2.3`,
);

const FOLDER = new URL('../../corpus/payloads/', import.meta.url);

/** The sample payloads of vendors. */
export const SAMPLES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({
    name,
    ...(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as {
      readonly contentType: string;
      readonly body: string;
    }),
  }));

/** Whether words stand in a text as words: `Lee` does not stand in `sleep`. */
export function standsIn(text: string, words: string): boolean {
  const quoted = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quoted}(?![\\p{L}\\p{N}_])`, 'u').test(text);
}
