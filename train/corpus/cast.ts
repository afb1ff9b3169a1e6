import type { Random } from '../random.ts';
import { mark } from './marks.ts';
import { PLAIN, VALUES } from './values.ts';
import { WORDS } from './words.ts';

interface Person {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
}

const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/** The ways in which a person is named. */
const FORMS: Readonly<Record<string, (person: Person) => string>> = {
  first: ({ first }) => first,
  last: ({ last }) => last,
  full: ({ first, last }) => `${first} ${last}`,
  middle: ({ first, middle, last }) => `${first} ${middle}. ${last}`,
  reversed: ({ first, last }) => `${last}, ${first}`,
  reversedMiddle: ({ first, middle, last }) => `${last}, ${first} ${middle}`,
  initial: ({ first, last }) => `${first.charAt(0)}. ${last}`,
};

/**
 * The people and places of one document: the patient (`p`), a relative (`r`) and one of the staff (`d`). They
 * keep their names throughout it, so that it also asks whether somebody is recognized the second time.
 */
export class Cast {
  readonly #random: Random;
  readonly #people: Readonly<Record<string, Person>>;
  readonly #home: Readonly<Record<string, readonly [string, string]>>;

  constructor(random: Random) {
    this.#random = random;
    const family = random.pick(WORDS.people);
    const patient = person(random, family);
    const relative = random.chance(0.5)
      ? { ...person(random, family), last: patient.last }
      : person(random, family);
    this.#people = { p: patient, r: relative, d: person(random, random.pick(WORDS.people)) };
    this.#home = { ...address(random), ...addressesAbroad(random) };
  }

  /** A marked value for a slot; throws on a slot there is not, which is a mistake in a template. */
  value(slot: string): string {
    const [whose, form] = slot.split('.');
    const someone = this.#people[whose ?? ''];
    if (someone !== undefined && form === 'email')
      return mark('EMAIL', email(this.#random, someone));
    const named = FORMS[form ?? ''];
    if (someone !== undefined && named !== undefined) return mark('NAME', named(someone));
    const place = this.#home[slot];
    if (place !== undefined) return mark(...place);
    const made = VALUES[slot];
    if (made !== undefined) {
      const [label, value, before = ''] = made(this.#random);
      return before + mark(label, value);
    }
    const plain = PLAIN[slot];
    if (plain !== undefined) return plain(this.#random);
    throw new Error(`no slot ${slot}`);
  }

  /** A template with its slots filled; `\n` in it is a line break. */
  fill(template: string): string {
    return template
      .replaceAll('\\n', '\n')
      .replace(/\{([\w.]+)\}/g, (_, slot: string) => this.value(slot));
  }
}

function person(random: Random, { first, last }: (typeof WORDS.people)[number]): Person {
  return {
    first: random.pick(first),
    middle: random.pick(Array.from('ABCDEJLMRST')),
    last: random.pick(last),
  };
}

function email(random: Random, { first, last }: Person): string {
  const [given, family] = [withoutAccents(first), withoutAccents(last)];
  const local = random.pick([
    `${given}.${family}`,
    `${given}${random.digits(2)}`,
    `${given.charAt(0)}${family}`,
    `${family}_${given}+health`,
  ]);
  return `${local}@${random.pick(['example.org', 'example.com', 'mail.example.net'])}`;
}

function address(random: Random): Record<string, readonly [string, string]> {
  const street = `${random.between(3, 9800)} ${random.pick(WORDS.streetNames)} ${random.pick(WORDS.streetKinds)}`;
  const unit = random.pick([
    '',
    '',
    `, Apt ${random.between(1, 40)}`,
    ` #${random.between(1, 40)}`,
    `, Unit ${random.pick(['B', 'C'])}`,
  ]);
  const zip = `${random.between(10, 98)}${random.digits(3)}`;
  return {
    street: ['GEO', street],
    streetUnit: ['GEO', street + unit],
    city: ['GEO', random.pick(WORDS.cities)],
    otherCity: ['GEO', random.pick(WORDS.cities)],
    state: ['IGNORE', random.pick(WORDS.states)],
    stateName: ['IGNORE', random.pick(WORDS.stateNames)],
    zip: ['ZIP', zip],
    zip4: ['ZIP', `${zip}-${random.digits(4)}`],
  };
}

/** An address of each country, by slots such as `es.street`. */
function addressesAbroad(random: Random): Record<string, readonly [string, string]> {
  return Object.fromEntries(
    Object.entries(WORDS.abroad).flatMap(([country, { street, city, zip }]) => [
      [`${country}.street`, ['GEO', random.pick(street)]],
      [`${country}.city`, ['GEO', random.pick(city)]],
      [`${country}.zip`, ['ZIP', zip.replace(/#/g, () => random.digits(1))]],
    ]),
  );
}
