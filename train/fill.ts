import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makePerson, NAME_FORMS, usualForm, type NameStock } from './people.ts';
import { PLACE_FORMS, WIDE_PLACES, type PlaceStock } from './places.ts';
import { genus, letters, species, spoken } from './coined.ts';
import type { Random } from './random.ts';
import { BRANDS, KNOWN_ORGS, ORG_KINDS, ORG_WORDS, WORDS } from './words.ts';

export type Kind = 'PER' | 'LOC' | 'ORG';

/** A text with the names in it. */
export interface Example {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly kind: Kind }[];
}

/** Every template with its file's name. */
export function readTemplates(): { readonly file: string; readonly lines: readonly string[] }[] {
  const folder = path.join(import.meta.dirname, 'templates');
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      file: file.replace('.txt', ''),
      lines: readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean),
    }));
}

const pad = (value: number): string => String(value).padStart(2, '0');
const MONTHS = WORDS['month'] ?? [];

function date(random: Random): string {
  const [y, m, d] = [random.between(1930, 2026), random.between(1, 12), random.between(1, 28)];
  const month = MONTHS[m - 1] ?? '';
  const ordinal =
    d % 10 === 1 && d !== 11
      ? 'st'
      : d % 10 === 2 && d !== 12
        ? 'nd'
        : d % 10 === 3 && d !== 13
          ? 'rd'
          : 'th';
  return random.pick([
    `${pad(m)}/${pad(d)}/${String(y)}`,
    `${String(m)}/${String(d)}/${pad(y % 100)}`,
    `${String(y)}-${pad(m)}-${pad(d)}`,
    `${month} ${String(d)}, ${String(y)}`,
    `${month} ${String(d)}${ordinal}, ${String(y)}`,
    `${month.slice(0, 3)} ${String(d)}, ${String(y)}`,
    `${String(d)} ${month} ${String(y)}`,
    `${month} ${String(d)}${ordinal}`,
    `${month} ${String(y)}`,
    `${String(d)}${ordinal} of ${month}`,
  ]);
}

/** Slots that name nobody. */
const PLAIN: Readonly<Record<string, (random: Random) => string>> = {
  date,
  year: (random) => String(random.between(1800, 2026)),
  time: (random) =>
    `${String(random.between(1, 12))}:${random.pick(['00', '15', '30', '45'])} ${random.pick(['am', 'pm', 'AM', 'PM'])}`,
  phone: (random) =>
    random.pick([
      `${random.digits(3)}-555-${random.digits(4)}`,
      `(${random.digits(3)}) 555-${random.digits(4)}`,
      `+1${random.digits(10)}`,
      `${random.digits(3)} ${random.digits(3)} ${random.digits(4)}`,
    ]),
  email: (random) =>
    `${random.pick(['info', 'user', 'contact', 'jdoe', 'a.b'])}${random.digits(2)}@example.${random.pick(['com', 'org', 'net'])}`,
  url: (random) =>
    `https://${random.pick(['my', 'portal', 'www'])}.example.com/${random.digits(5)}`,
  id: (random) =>
    random.pick([
      random.digits(6),
      random.digits(9),
      `MRN-${random.digits(6)}`,
      `${random.pick(['A', 'X', 'ZK', 'PT'])}${random.digits(7)}`,
    ]),
  card: (random) => random.digits(16),
  iban: (random) => `DE${random.digits(20)}`,
  ssn: (random) => `${random.digits(3)}-${random.digits(2)}-${random.digits(4)}`,
  zip: (random) => random.digits(5),
  age: (random) => String(random.between(1, 99)),
  num: (random) =>
    random.chance(0.5)
      ? String(random.between(1, 300))
      : `${String(random.between(1, 20))}.${random.digits(1)}`,
  money: (random) => `$${String(random.between(5, 9000))}`,
  dose: (random) =>
    `${String(random.between(1, 80) * 5)} ${random.pick(['mg', 'mcg', 'units', 'mL'])}`,
  user: (random) =>
    `${random.pick(['sky', 'cat', 'blue', 'mia', 'dan', 'runner', 'xo'])}${random.digits(2)}`,
  Drug: (random) => {
    if (random.chance(0.6)) return capitalized(random.pick(BRANDS));
    const drug = random.pick(WORDS['drug'] ?? []);
    return drug.charAt(0).toUpperCase() + drug.slice(1);
  },
  species,
  genus,
  spoken,
  quote: (random) =>
    random.pick(['> ', '>', '>> ', '| ', '* ', '- ', '# ', '?? ', '~ ', ': ', '  ']),
  ...WIDE_PLACES,
};

function org(random: Random, stock: NameStock): string {
  if (random.chance(0.4)) return random.pick(KNOWN_ORGS);
  const name = random.chance(0.5) ? random.pick(ORG_WORDS) : usualForm(stock.surnames.draw(random));
  return random.chance(0.85) ? `${name} ${random.pick(ORG_KINDS)}` : name;
}

/** Forms of names by the slot that asks for any of them. */
const FULL_FORMS = [
  'full',
  'full',
  'full',
  'full',
  'full',
  'middle',
  'middlePlain',
  'suffixed',
  'double',
  'initials',
  'leadingInitials',
  'initialFirst',
] as const;

export interface Stock {
  readonly names: NameStock;
  readonly places: PlaceStock;
  /** Ordinary words that are nobody's name. */
  readonly common: readonly string[];
}

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** One template with invented people, places and facts in its slots. */
export function fill(template: string, random: Random, stock: Stock): Example {
  const spans: { start: number; end: number; kind: Kind }[] = [];
  let text = '';
  let done = 0;
  for (const match of template.matchAll(/\{(\w+)\}|\\n|\\t/g)) {
    text += template.slice(done, match.index);
    done = match.index + match[0].length;
    const slot = match[1];
    if (slot === undefined) {
      text += match[0] === '\\n' ? '\n' : '\t';
      continue;
    }
    const [kind, value] = valueOf(slot, random, stock);
    if (value === undefined) {
      text += match[0];
      continue;
    }
    if (kind !== undefined)
      spans.push({ start: text.length, end: text.length + value.length, kind });
    text += value;
  }
  return restyle({ text: text + template.slice(done), spans }, random);
}

function valueOf(
  slot: string,
  random: Random,
  { names, places, common }: Stock,
): [Kind | undefined, string | undefined] {
  const form = slot === 'full' ? random.pick(FULL_FORMS) : slot;
  const name = NAME_FORMS[form];
  if (name !== undefined) return ['PER', name(makePerson(random, names), random)];
  const place = PLACE_FORMS[slot];
  if (place !== undefined) return ['LOC', place(random, names, places)];
  if (slot === 'org') return ['ORG', org(random, names)];
  // A company by its letters, as addresses within one write it.
  if (slot === 'ORG') return ['ORG', random.pick(KNOWN_ORGS).replace(/\W/g, '').toUpperCase()];
  // Genes, methods and diseases by their letters, some of which are somebody's name as well.
  if (slot === 'ACR')
    return [
      undefined,
      (random.chance(0.5)
        ? letters(random)
        : (random.chance(0.5) ? names.given : names.surnames).draw(random).slice(0, 5)
      ).toUpperCase(),
    ];
  // What has somebody's name and is nobody: storms, pets.
  if (slot === 'Namesake') return [undefined, names.given.draw(random)];
  if (slot === 'Word') return [undefined, capitalized(random.pick(common))];
  if (slot === 'WORD') return [undefined, random.pick(common).toUpperCase()];
  if (slot === 'word') return [undefined, random.pick(common)];
  const plain = PLAIN[slot];
  if (plain !== undefined) return [undefined, plain(random)];
  const words = WORDS[slot];
  return [undefined, words === undefined ? undefined : random.pick(words)];
}

/** The same text as people write it in a hurry, or machines in capitals. Positions stay. */
function restyle(example: Example, random: Random): Example {
  const roll = random.next();
  const { text } = example;
  if (roll < 0.13) return same(example, text.toLowerCase());
  if (roll < 0.19) return same(example, text.toUpperCase());
  // Only the names in lower case, or only they in capitals.
  if (roll < 0.27)
    return same(
      example,
      inSpans(example, (part) => part.toLowerCase()),
    );
  if (roll < 0.32)
    return same(
      example,
      inSpans(example, (part) => part.toUpperCase()),
    );
  return example;
}

function same(example: Example, text: string): Example {
  // A few letters have another length in the other case; such an example stays as it was.
  return text.length === example.text.length ? { ...example, text } : example;
}

function inSpans({ text, spans }: Example, change: (part: string) => string): string {
  let changed = '';
  let done = 0;
  for (const { start, end } of spans) {
    changed += text.slice(done, start) + change(text.slice(start, end));
    done = end;
  }
  return changed + text.slice(done);
}
