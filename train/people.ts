import type { Random } from './random.ts';
import type { Counted, Locale } from './sources.ts';

/** Where invented people get their names from. */
export interface NameStock {
  readonly given: Sampler;
  readonly surnames: Sampler;
  readonly locales: readonly Locale[];
}

/** Draws words as often as they occur, after their counts were flattened by a root. */
export class Sampler {
  readonly #words: readonly string[];
  readonly #sums: Float64Array;

  constructor(items: readonly Counted[]) {
    this.#words = items.map(({ word }) => word);
    this.#sums = new Float64Array(items.length);
    let sum = 0;
    items.forEach(({ count }, at) => {
      sum += Math.sqrt(count);
      this.#sums[at] = sum;
    });
  }

  draw(random: Random): string {
    const wanted = random.next() * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) <= wanted) low = middle + 1;
      else high = middle;
    }
    return this.#words[low] ?? '';
  }
}

export interface Person {
  readonly first: string;
  readonly last: string;
}

const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase();

/** Surnames in capitals, as the census lists them, in their usual form: McCarthy, O'Neil. */
export function usualForm(word: string): string {
  if (word !== word.toUpperCase()) return word;
  const plain = capital(word);
  return plain.replace(
    /^(Mc|O')(\p{Ll})/u,
    (_, start: string, letter: string) => start + letter.toUpperCase(),
  );
}

/** A name that is in no list: one letter of a listed one is another. */
function mutate(word: string, random: Random): string {
  if (!/^[A-Za-z]{4,}$/.test(word)) return word;
  const at = random.between(1, word.length - 1);
  const letter = 'aeioulnrstzkvmy'.charAt(random.between(0, 14));
  return word.slice(0, at) + letter + word.slice(random.chance(0.5) ? at : at + 1);
}

/** Somebody invented: two in five from another country's names, one in twelve with a name that nobody has. */
export function makePerson(random: Random, stock: NameStock): Person {
  const person = listedPerson(random, stock);
  if (!random.chance(0.08)) return person;
  return { first: mutate(person.first, random), last: mutate(person.last, random) };
}

/** What stands before surnames and belongs to them. */
const PARTICLES =
  'de la ,de ,del ,da ,dos ,di ,van ,van der ,van den ,von ,al-,Al-,el-,Al ,El ,bin ,ibn ,Ben ,Abu ,Ní ,Ó ,Mac ,Le ,La ,Du ,St. ,ter '.split(
    ',',
  );

function listedPerson(random: Random, stock: NameStock): Person {
  const person = plainPerson(random, stock);
  return random.chance(0.05)
    ? { ...person, last: `${random.pick(PARTICLES)}${person.last}` }
    : person;
}

function plainPerson(random: Random, stock: NameStock): Person {
  if (random.chance(0.42)) {
    const { first, last } = random.pick(stock.locales);
    return { first: random.pick(first), last: random.pick(last) };
  }
  const first = stock.given.draw(random);
  let last = usualForm(stock.surnames.draw(random));
  if (random.chance(0.05)) last += `-${usualForm(stock.surnames.draw(random))}`;
  if (random.chance(0.02)) last = `O'${last}`;
  return { first, last };
}

const SUFFIXES = ['Jr.', 'Sr.', 'II', 'III', 'Jr', 'IV'];
const initial = (random: Random): string => String.fromCharCode(65 + random.between(0, 25));

/** The ways a person's name is written; each is one name from its first to its last letter. */
export const NAME_FORMS: Readonly<Record<string, (person: Person, random: Random) => string>> = {
  first: ({ first }) => first,
  last: ({ last }) => last,
  full: ({ first, last }) => `${first} ${last}`,
  middle: ({ first, last }, random) => `${first} ${initial(random)}. ${last}`,
  middlePlain: ({ first, last }, random) => `${first} ${initial(random)} ${last}`,
  short: ({ first, last }) => `${first} ${last.charAt(0).toUpperCase()}.`,
  shortPlain: ({ first, last }) => `${first} ${last.charAt(0).toUpperCase()}`,
  initials: ({ first, last }) => `${first.charAt(0)}. ${last}`,
  leadingInitials: ({ last }, random) =>
    random.pick([
      `${initial(random)}.${initial(random)}. ${last}`,
      `${initial(random)}. ${initial(random)}. ${last}`,
      `${initial(random)} ${initial(random)} ${last}`,
      `${initial(random)}${initial(random)} ${last}`,
    ]),
  initialFirst: ({ first, last }, random) => `${initial(random)}. ${first} ${last}`,
  twoInitials: ({ first, last }) => `${first.charAt(0)}.${last.charAt(0)}.`,
  initialsPlain: ({ first, last }, random) => {
    const letters =
      first.charAt(0).toUpperCase() + (random.chance(0.7) ? last.charAt(0).toUpperCase() : '');
    return random.chance(0.4) ? letters.toLowerCase() : letters;
  },
  reversed: ({ first, last }) => `${last}, ${first}`,
  reversedMiddle: ({ first, last }, random) => `${last}, ${first} ${initial(random)}.`,
  listed: ({ first, last }) => `${last} ${first}`,
  listedMiddle: ({ first, last }, random) => `${last} ${first} ${initial(random)}`,
  suffixed: ({ first, last }, random) => `${first} ${last} ${random.pick(SUFFIXES)}`,
  double: ({ first, last }, random) => `${first} ${initial(random)}. ${last}-${capital(last)}`,
};
