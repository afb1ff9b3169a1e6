import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const list = z.array(z.string()).min(1);

const schema = z.strictObject({
  people: z.array(z.strictObject({ first: list, last: list })),
  streetNames: list,
  streetKinds: list,
  cities: list,
  counties: list,
  states: list,
  stateNames: list,
  areaCodes: list,
  /** Addresses of other countries; `#` in a post code is a digit. */
  abroad: z.record(z.string(), z.strictObject({ street: list, city: list, zip: z.string() })),
  facilities: list,
  organisations: list,
  conditions: list,
  symptoms: list,
  drugs: list,
  procedures: list,
  relatives: list,
  weekdays: list,
  months: list,
  eponyms: list,
  tests: list,
  items: list,
  products: list,
});

/** Small lists of words, apart from those that the tagger was trained on. */
export const WORDS = schema.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'words.json'), 'utf8')),
);
