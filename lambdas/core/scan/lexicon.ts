import care from './lexicon/care.json' with { type: 'json' };
import conditions from './lexicon/conditions.json' with { type: 'json' };
import drugBrands from './lexicon/drug-brands.json' with { type: 'json' };
import drugs from './lexicon/drugs.json' with { type: 'json' };
import exceptions from './lexicon/exceptions.json' with { type: 'json' };
import labs from './lexicon/labs.json' with { type: 'json' };
import payers from './lexicon/payers.json' with { type: 'json' };
import procedures from './lexicon/procedures.json' with { type: 'json' };
import spanish from './lexicon/spanish.json' with { type: 'json' };
import symptoms from './lexicon/symptoms.json' with { type: 'json' };
import therapies from './lexicon/therapies.json' with { type: 'json' };
import { HEALTH_LABELS, type HealthLabel } from './labels.ts';
import { listed } from './listed.ts';
import { isWordCode } from './marks.ts';
import { hashOf, newKindOf, wordHash } from './word-kinds.ts';
import { splitWords, wordAt } from './words.ts';

/** How much one term says: alone enough, with another one, or only as one of several. */
export const WEIGHT = { strong: 0.9, weak: 0.5, faint: 0.2 } as const;

export interface Term {
  /** Undefined: an idiom that uses a health word for something else ("stroke of luck"). */
  readonly label: HealthLabel | undefined;
  readonly score: number;
  /** Words after the first, in lower case (exact case where `exact`). */
  readonly rest: readonly string[];
  /** Their hashes, as the walk over a text gives them. */
  readonly hashes: readonly number[];
  /** Abbreviations count only in capitals: `MS`, `PSA`. */
  readonly exact: boolean;
}

/** Terms by their first word. */
export interface Lexicon {
  /** Longest first; abbreviations under their exact spelling, everything else in lower case. */
  get(first: string): readonly Term[] | undefined;
  keys(): Iterable<string>;
}

/** Terms of one label, as `listed` reads them. */
interface Entry {
  readonly label: string;
  readonly strong: readonly string[];
  readonly weak: readonly string[];
  readonly faint: readonly string[];
}

/** Everything that is known of health. A term is taken apart when its first word is met: most never are. */
export const HEALTH_LEXICON: Lexicon = {
  get: (first) => lexicon().get(first),
  keys: () => lexicon().keys(),
};

/** The kind of word that a term begins with, or a plural of it. */
export const HEALTH_WORD = newKindOf(() => beginnings(HEALTH_LEXICON.keys()));

let built: Lexicon | undefined;

/** Put in order when the first text is read: a function's start need not wait for it. */
function lexicon(): Lexicon {
  built ??= build(
    [
      conditions,
      symptoms,
      procedures,
      drugs,
      drugBrands,
      labs,
      therapies,
      payers,
      care,
      spanish,
    ].flat(),
    listed(exceptions),
  );
  return built;
}

/** Hashes of what words begin with, letters only, as cues are (`a` for `a1c`), and of their plurals. */
function beginnings(words: Iterable<string>): number[] {
  const found: number[] = [];
  const spell = (hash: number, ending: string): number => {
    for (let at = 0; at < ending.length; at++) hash = wordHash(hash, ending.charCodeAt(at));
    return hash;
  };
  for (const word of words) {
    let end = 0;
    while (end < word.length && !isDigit(word.charCodeAt(end))) end += 1;
    if (end === 0) throw new Error('a term must begin with a letter');
    const hash = hashOf(word, 0, end);
    found.push(hash);
    if (end < word.length) continue;
    found.push(spell(hash, 's'), spell(hash, 'es'));
    if (word.endsWith('y') || word.endsWith('Y'))
      found.push(spell(hashOf(word, 0, end - 1), 'ies'));
  }
  return found;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

interface Phrase {
  readonly phrase: string;
  readonly score: number;
  readonly label?: HealthLabel;
}

function build(entries: readonly Entry[], idioms: readonly string[]): Lexicon {
  const phrases = new Map<string, Phrase[]>();
  const add = (phrase: Phrase): void => {
    const first = spelled(phrase.phrase, firstWord(phrase.phrase));
    const list = phrases.get(first);
    if (list === undefined) phrases.set(first, [phrase]);
    else list.push(phrase);
  };
  for (const entry of entries) {
    const label = HEALTH_LABELS.find((known) => known === entry.label);
    if (label === undefined) throw new Error(`lexicon has an unknown label: ${entry.label}`);
    for (const phrase of listed(entry.strong)) add({ phrase, score: WEIGHT.strong, label });
    for (const phrase of listed(entry.weak)) add({ phrase, score: WEIGHT.weak, label });
    for (const phrase of listed(entry.faint)) add({ phrase, score: WEIGHT.faint, label });
  }
  for (const phrase of idioms) add({ phrase, score: 0 });
  const terms = new Map<string, readonly Term[]>();
  return {
    keys: () => phrases.keys(),
    get: (first) => {
      const known = terms.get(first);
      if (known !== undefined) return known;
      const list = phrases.get(first)?.map(termOf);
      list?.sort((a, b) => b.rest.length - a.rest.length);
      if (list !== undefined) terms.set(first, list);
      return list;
    },
  };
}

function termOf({ phrase, score, label }: Phrase): Term {
  const words = splitWords(phrase);
  const [, ...rest] = words.starts.map((_, index) => spelled(phrase, wordAt(words, index)));
  const hashes = rest.map((word) => hashOf(word, 0, word.length));
  return { label, score, rest, hashes, exact: isExact(phrase) };
}

/** An abbreviation, which counts as it is spelled. */
function isExact(phrase: string): boolean {
  const second = phrase.charCodeAt(1);
  return isCapital(phrase.charCodeAt(0)) && (isCapital(second) || second === 0x26);
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function spelled(phrase: string, word: string): string {
  return isExact(phrase) ? word : word.toLowerCase();
}

function firstWord(phrase: string): string {
  let end = 0;
  while (end < phrase.length && isWordCode(phrase.charCodeAt(end))) end += 1;
  return phrase.slice(0, end);
}

/** Singular forms worth a look: `tumors`, `biopsies`, `rashes`. */
export function singulars(word: string): readonly string[] {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss')) return [];
  const forms = [word.slice(0, -1)];
  if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  else if (word.endsWith('es')) forms.push(word.slice(0, -2));
  return forms;
}
