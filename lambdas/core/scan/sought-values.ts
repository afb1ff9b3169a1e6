import type { IdentifierLabel } from './labels.ts';
import { Form, type Marks } from './marks.ts';
import { isWordName } from './names.ts';
import { isOrdinaryWord } from './tagger/known-words.ts';
import { hashOf } from './word-kinds.ts';
import { HashClasses, isAdjacent, isAscii, wordAt, type Words } from './words.ts';
import { unicode } from './unicode.ts';

const { wide: WIDE } = Form;

/** Words with what the walk over their text has noticed of each. */
export type MarkedWords = Words & Pick<Marks, 'hashes' | 'forms'>;

/** What a stretch of text turned out to repeat. */
export interface Repeat {
  readonly label: IdentifierLabel;
  readonly score: number;
}

/** A match: the index of the last word that belongs to it, and what it repeats. */
export interface WordMatch extends Repeat {
  readonly last: number;
}

interface Node {
  /** Made with the first word behind this one: most values end with it. */
  next: Map<string, Node> | undefined;
  value: (Repeat & { readonly capital: boolean }) | undefined;
}

const newNode = (): Node => ({ next: undefined, value: undefined });

/** Between two words of one value: "Roe, Jane" has two characters, "Roe - Jane" three. */
const WIDEST_GAP = 3;

/**
 * Values to look for, as a tree of words. A look at one place takes as many steps as the longest value
 * has words, however many values begin alike: the time stays linear in the text whatever was collected.
 */
export class SoughtValues {
  readonly #root = newNode();
  /** Of the first words. */
  readonly #firsts = new HashClasses();
  readonly #maxValues: number;
  #size = 0;
  #isFull = false;

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether a value was turned away: what is not looked for is not found, so nobody may call it clean. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The first to claim a value keeps it. */
  add(label: IdentifierLabel, words: readonly string[], score: number): void {
    const [first] = words;
    if (first === undefined) return;
    if (this.#size >= this.#maxValues && !this.#has(words)) {
      this.#isFull = true;
      return;
    }
    // An ordinary word too: only with its capital letter.
    const capital =
      (label === 'NAME' || label === 'GEO') &&
      words.length === 1 &&
      (isWordName(first) || isOrdinaryWord(first));
    const value = { label, score, capital };
    if (!this.#insert(words.map(foldWord), value)) return;
    this.#size += 1;
    if (words.every(isAscii)) return;
    const spelled = words.map((word) => foldWord(spelledOut(word)));
    if (spelled.some((word, index) => word !== foldWord(words[index] ?? ''))) {
      this.#insert(spelled, value);
    }
  }

  #insert(folded: readonly string[], value: NonNullable<Node['value']>): boolean {
    let node = this.#root;
    for (const word of folded) {
      node.next ??= new Map();
      const known = node.next.get(word);
      const next = known ?? newNode();
      if (known === undefined) node.next.set(word, next);
      node = next;
    }
    if (node.value !== undefined) return false;
    node.value = value;
    const [first = ''] = folded;
    this.#firsts.add(hashOf(first, 0, first.length));
    return true;
  }

  /** The longest value that begins with word `at`, or undefined. */
  match(words: MarkedWords, at: number): WordMatch | undefined {
    if (!this.#mayBegin(words, at)) return undefined;
    let found: WordMatch | undefined;
    let node: Node | undefined = this.#root;
    for (let index = at; index < words.starts.length; index++) {
      if (index > at && !isAdjacent(words, index, WIDEST_GAP)) break;
      node = node.next?.get(foldWord(wordAt(words, index)));
      if (node === undefined) break;
      const { value } = node;
      if (value === undefined || (value.capital && isLower(wordAt(words, at)))) continue;
      found = { label: value.label, score: value.score, last: index };
    }
    return found;
  }

  /** A cheap look, and never a wrong "no". */
  #mayBegin({ hashes, forms }: MarkedWords, at: number): boolean {
    // Folding changes accented letters.
    return ((forms[at] ?? 0) & WIDE) !== 0 || this.#firsts.mayHave(hashes[at] ?? 0);
  }

  #has(words: readonly string[]): boolean {
    let node: Node | undefined = this.#root;
    for (const word of words) node = node?.next?.get(foldWord(word));
    return node?.value !== undefined;
  }
}

/** Letters that Unicode does not take apart, as systems without them write them. */
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** The same word in either case and with or without its accents, composed or not: `Müller`, `MULLER`. */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(unicode('\\p{M}', 'g'), '')
    .replace(
      /[\xf8\u0142\u0111\xf0\xfe\xdf\xe6\u0153\u0131]/g,
      (letter) => PLAIN[letter] ?? letter,
    );
}

/** The way around an umlaut: Mueller, Soerensen. */
export function spelledOut(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\xe4\xf6\xfc\xf8\xe5]/g, (letter) =>
      letter === 'å' ? 'aa' : `${letter === 'ø' ? 'o' : foldWord(letter)}e`,
    );
}

function isLower(word: string): boolean {
  return word.startsWith(word.charAt(0).toLowerCase());
}
