import { combine, hashWord } from '../lambdas/core/scan/tagger/fold.ts';
import {
  Flag,
  markOf,
  mix,
  placeOf,
  STARTS_BYTES,
  type Lexicon,
} from '../lambdas/core/scan/tagger/lexicon.ts';
import { clusterWords } from './clusters.ts';
import type { Example } from './fill.ts';
import * as sources from './sources.ts';
import type { Counted, Locale, Place } from './sources.ts';

const SLOTS = 1 << 18;
/** Fuller tables have long runs, and looking up what is not there takes long. */
const MAX_LOAD = 0.78;
/** Words that are used so often are known if no list has them. */
const FREQUENT = 80_000;
/** Rarer words of medicine that are known as plain ones, at most. */
const MEDICAL = 16_000;
/** Of the members of a group that is one of medicine. */
const SHARE_OF_HEALTH = 0.06;

interface Entry {
  first: number;
  last: number;
  place: number;
  word: number;
  cluster: number;
}

/** Everything that is known of words, by the hash of the word or of the words of a place. */
export class LexiconBuilder {
  readonly #entries = new Map<number, Entry>();
  readonly #starts = new Uint8Array(STARTS_BYTES);

  raise(hash: number, what: keyof Omit<Entry, 'cluster'>, level: number): void {
    if (level === 0) return;
    const entry = this.#entry(hash);
    entry[what] = Math.max(entry[what], level);
  }

  /** A place of one or several words. */
  place(parts: readonly number[], level: number): void {
    if (level === 0) return;
    const [first] = parts;
    if (parts.length > 1 && first !== undefined) {
      const byte = (first >>> 3) & (STARTS_BYTES - 1);
      this.#starts[byte] = (this.#starts[byte] ?? 0) | (1 << (first & 7));
    }
    this.raise(parts.reduce(combine), 'place', level);
  }

  has(hash: number): boolean {
    return this.#entries.has(hash);
  }

  cluster(hash: number, cluster: number): void {
    this.#entry(hash).cluster = cluster;
  }

  #entry(hash: number): Entry {
    const known = this.#entries.get(hash);
    if (known !== undefined) return known;
    const fresh = { first: 0, last: 0, place: 0, word: 0, cluster: 0 };
    this.#entries.set(hash, fresh);
    return fresh;
  }

  build(): Lexicon {
    if (this.#entries.size > SLOTS * MAX_LOAD)
      throw new Error(`${String(this.#entries.size)} words are too many`);
    const lexicon = {
      slots: new Int32Array(SLOTS),
      starts: this.#starts,
    };
    for (const [hash, { first, last, place, word, cluster }] of this.#entries) {
      // Two words that cannot be told apart share what is known of both.
      const at = placeOf(lexicon, hash);
      const known = (lexicon.slots[at] ?? 0) & 0xff00;
      const flags =
        (first << Flag.first) | (last << Flag.last) | (place << Flag.place) | (word << Flag.word);
      lexicon.slots[at] = (markOf(mix(hash)) << 16) | known | (flags << 8) | cluster;
    }
    return lexicon;
  }

  get size(): number {
    return this.#entries.size;
  }
}

const level = (value: number, [low, middle, high]: readonly [number, number, number]): number =>
  value >= high ? 3 : value >= middle ? 2 : value >= low ? 1 : 0;

export interface Gazetteers {
  readonly babyNames: readonly Counted[];
  readonly givenNames: readonly Counted[];
  readonly surnames: readonly Counted[];
  readonly cities: readonly Place[];
  readonly postOffices: readonly string[];
  readonly placesOfNote: readonly string[];
  readonly locales: readonly Locale[];
}

export function buildLexicon(gazetteers: Gazetteers, negatives: readonly Example[]): Lexicon {
  const builder = new LexiconBuilder();
  addPeople(builder, gazetteers);
  const people = builder.size;
  addPlaces(builder, gazetteers);
  const places = builder.size;
  const health = addWords(builder, negatives);
  console.log(
    `names ${String(people)}, places ${String(places - people)}, words ${String(builder.size - places)}`,
  );
  addGroups(builder, health);
  console.log(`lexicon: ${String(builder.size)} words and places`);
  return builder.build();
}

function addPeople(
  builder: LexiconBuilder,
  { babyNames, givenNames, surnames, locales }: Gazetteers,
): void {
  for (const { word, count } of babyNames) {
    builder.raise(hashWord(word), 'first', level(count, [400, 3000, 30_000]));
  }
  for (const { word, count } of givenNames) {
    builder.raise(hashWord(word), 'first', level(count, [0, 0.006, 0.05]));
  }
  for (const { word, count } of surnames.slice(0, 48_000)) {
    builder.raise(hashWord(word), 'last', level(count, [0, 0.0015, 0.015]));
  }
  for (const { first, last } of locales) {
    for (const name of first)
      for (const word of words(name)) builder.raise(hashWord(word), 'first', 2);
    for (const name of last)
      for (const word of words(name)) builder.raise(hashWord(word), 'last', 2);
  }
}

/** Words of a name that are longer than a particle. */
const words = (name: string): string[] =>
  name.split(/[\s-]+/).filter((word) => word.length > 2 && /^\p{L}[\p{L}']*$/u.test(word));

function addPlaces(
  builder: LexiconBuilder,
  { cities, postOffices, placesOfNote, locales }: Gazetteers,
): void {
  const add = (name: string, height: number): void => {
    const parts = name.split(/[\s.-]+/).filter(Boolean);
    if (height === 0 || parts.length > 4 || parts.some((part) => !/^[\p{L}\p{M}']+$/u.test(part)))
      return;
    builder.place(parts.map(hashWord), height);
  };
  for (const { name, population, country } of cities) {
    add(
      name,
      level(population, country === 'US' ? [1000, 15_000, 150_000] : [15_000, 60_000, 400_000]),
    );
  }
  for (const name of postOffices) add(name, 1);
  for (const name of placesOfNote) add(name, 2);
  for (const { cities: names } of locales) for (const name of names) add(name, 1);
}

/** Words that are written with a capital so often, at the beginning of what people say, that the list has them only so. */
const EVERYDAY =
  'yes yeah yep no nope nah ok okay oh ah hi hey hello bye goodbye thanks thank thx ty please pls plz sorry btw lol omg ur im ive ill dont cant didnt wont isnt thats whats lets gonna wanna mom dad mum mommy daddy sir madam monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays'.split(
    ' ',
  );

/** What each word is used like. Of the words that no list has, the frequent ones and those of medicine are kept. */
function addGroups(builder: LexiconBuilder, health: ReadonlySet<string>): void {
  const vectors = sources.wordVectors(() => true);
  const groups = clusterWords(vectors);
  const frequent = [...groups].slice(0, FREQUENT);
  const ofHealth = groupsOfHealth(frequent, health);
  const listed = [...groups].filter(([word]) => builder.has(hashWord(word)));
  let medical = 0;
  for (const [word, group] of [...groups].slice(FREQUENT)) {
    if (!ofHealth.has(group) || builder.has(hashWord(word)) || medical >= MEDICAL) continue;
    builder.raise(hashWord(word), 'word', 1);
    builder.cluster(hashWord(word), group);
    medical += 1;
  }
  // Whoever is known anyhow costs nothing but the number of a group.
  for (const [word, group] of [...frequent, ...listed]) builder.cluster(hashWord(word), group);
  console.log(`groups of health ${String(ofHealth.size)}, words of theirs ${String(medical)}`);
}

/** Groups of which many members are words of health texts and hardly ever said in films. */
function groupsOfHealth(
  frequent: readonly (readonly [string, number])[],
  health: ReadonlySet<string>,
): Set<number> {
  const members = new Map<number, { all: number; medical: number }>();
  for (const [word, group] of frequent) {
    const counted = members.get(group) ?? { all: 0, medical: 0 };
    counted.all += 1;
    if (health.has(word)) counted.medical += 1;
    members.set(group, counted);
  }
  return new Set(
    [...members]
      .filter(([, { all, medical }]) => medical > all * SHARE_OF_HEALTH)
      .map(([group]) => group),
  );
}

/** @returns the words of health texts that are not said often otherwise. */
function addWords(builder: LexiconBuilder, negatives: readonly Example[]): Set<string> {
  const plain = sources.wordFrequencies().filter(({ word }) => /^\p{Ll}[\p{Ll}']+$/u.test(word));
  plain.forEach(({ word, count }, rank) => {
    if (count >= 15) builder.raise(hashWord(word), 'word', rank < 4000 ? 3 : rank < 16_000 ? 2 : 1);
  });
  for (const word of EVERYDAY) builder.raise(hashWord(word), 'word', 3);
  const health = new Map<string, number>();
  for (const { text } of negatives) {
    for (const [word] of text.matchAll(/(?<![\p{L}\p{N}'])\p{Ll}{3,}(?![\p{L}\p{N}'])/gu)) {
      health.set(word, (health.get(word) ?? 0) + 1);
    }
  }
  for (const [word, count] of health)
    builder.raise(hashWord(word), 'word', level(count, [2, 4, 60]));
  const said = new Set(plain.slice(0, 16_000).map(({ word }) => word));
  return new Set([...health.keys()].filter((word) => !said.has(word)));
}
