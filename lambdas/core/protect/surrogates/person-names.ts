import { inCaseOf } from './letter-case.ts';
import { surrogateLists } from './lists.ts';
import { oneOf, type RandomNumbers } from './random-numbers.ts';
import { unicode } from '../../scan/unicode.ts';

/** Titles and suffixes tell nobody's name. */
const KEPT = /^(?:dr|mr|mrs|ms|miss|mx|prof|sr|jr|ii|iii|iv|md|rn|do|np|phd|dds|esq|and|y)$/i;
const WORD = "\\p{L}[\\p{L}\\p{M}]*(?:['’‘`-]\\p{L}[\\p{L}\\p{M}]*)*";
/** Draws before two names are put together. */
const TRIES = 40;

/**
 * Other names for people, word by word: who was Jane Roe here and Jane there has one given name in both.
 * Initials stay initials, ALL CAPS stay so, and `Last, First` stays in that order.
 */
export class PersonNames {
  readonly #random: RandomNumbers;
  readonly #words = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(random: RandomNumbers) {
    this.#random = random;
  }

  /** @param avoid words in lower case that must not stand in the result */
  of(value: string, avoid: ReadonlySet<string>): string {
    const comma = value.indexOf(',');
    const words = [...value.matchAll(unicode(WORD, 'g'))];
    const last = words.filter(([word]) => word.length > 1 && !KEPT.test(word)).at(-1)?.index;
    let seen = 0;
    return value.replace(unicode(WORD, 'g'), (word, at: number) => {
      if (KEPT.test(word)) return word;
      seen += 1;
      const isFamily = comma > 0 && comma < value.length - 1 ? at < comma : at === last && seen > 1;
      return this.#word(word, isFamily, avoid);
    });
  }

  #word(word: string, isFamily: boolean, avoid: ReadonlySet<string>): string {
    const possessive = /['\u2019]s$/i.exec(word)?.[0] ?? '';
    const bare = word.slice(0, word.length - possessive.length);
    const key = bare.toLowerCase();
    const known = this.#words.get(key);
    const other =
      known !== undefined && !avoid.has(known.toLowerCase())
        ? known
        : this.#draw(key, isFamily, avoid);
    this.#words.set(key, other);
    return inCaseOf(bare, other) + possessive;
  }

  #draw(key: string, isFamily: boolean, avoid: ReadonlySet<string>): string {
    const { family, given } = surrogateLists();
    const list = isFamily ? family : given;
    let name = oneOf(this.#random, list);
    if (key.length === 1) {
      while (name.charAt(0).toLowerCase() === key) name = oneOf(this.#random, list);
      return name.charAt(0);
    }
    const isTaken = (): boolean => {
      const lower = name.toLowerCase();
      return lower === key || avoid.has(lower) || this.#used.has(lower);
    };
    for (let tries = 0; isTaken() && tries < TRIES; tries++) name = oneOf(this.#random, list);
    // The list is used up: two together are another name.
    for (let tries = 0; isTaken() && tries < TRIES; tries++) {
      name = oneOf(this.#random, list) + oneOf(this.#random, family).toLowerCase();
    }
    this.#used.add(name.toLowerCase());
    return name;
  }
}
