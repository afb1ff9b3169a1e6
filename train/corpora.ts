import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Example, Kind, Stock } from './fill.ts';
import { NAME_FORMS, makePerson } from './people.ts';
import { COUNTRIES, PLACE_FORMS, STATE_NAMES } from './places.ts';
import type { Random } from './random.ts';

interface Tagged {
  readonly tokens: readonly string[];
  readonly tags: readonly string[];
}

/** Corpora by file, with how much one sentence of them counts; old novels little. */
const CORPORA: Readonly<Record<string, number>> = {
  wikigold: 1,
  btc: 1,
  wnut: 1,
  gum: 1,
  litbank: 0.35,
};

/** An organization whose name says that people are treated, fed, housed or amused there is a place. */
const FACILITY =
  /\b(?:hospitals?|clinics?|infirmary|medical cent(?:er|re)|health cent(?:er|re)|hospice|nursing home|sanatorium|hotel|motel|inn|hostel|resort|casino|restaurant|caf[eé]|coffee house|diner|bistro|pizzeria|steakhouse|grill|tavern|pub|brewery|bakery|spa|salon|gym|museum|gallery|theat(?:er|re)|cinema|zoo|aquarium|planetarium|stadium|arena|ballpark|park|mall|plaza|airport|cathedral|chapel|temple|cemetery)\b/i;

/** Of the people and places in a copy with others in their stead, how many are replaced. */
const REPLACED = 0.6;

/**
 * Sentences of the corpora in `data/train`, several together, as running text. With `stock` most people and places
 * in them are others: what stands around a name is learned, and not who was written about that year.
 */
export function readCorpora(data: string, random: Random, stock?: Stock): Example[] {
  const examples: Example[] = [];
  for (const [name, share] of Object.entries(CORPORA)) {
    const file = path.join(data, 'train', `${name}.jsonl`);
    if (!existsSync(file)) throw new Error(`there is no ${name}.jsonl in ${path.dirname(file)}`);
    const read = readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Tagged);
    const sentences =
      stock === undefined ? read : read.map((sentence) => withOthers(sentence, random, stock));
    for (let at = 0; at < sentences.length;) {
      const many = random.between(1, 4);
      const together = sentences.slice(at, at + many);
      at += many;
      if (random.chance(share)) examples.push(join(together, random));
    }
  }
  return examples;
}

function withOthers({ tokens, tags }: Tagged, random: Random, stock: Stock): Tagged {
  const [newTokens, newTags]: [string[], string[]] = [[], []];
  for (let at = 0; at < tokens.length;) {
    const tag = tags[at] ?? 'O';
    let end = at + 1;
    if (tag.startsWith('B-')) while (tags[end] === `I-${tag.slice(2)}`) end += 1;
    const mention = tokens.slice(at, end);
    const other = tag.startsWith('B-') ? otherThan(mention, tag.slice(2), random, stock) : mention;
    newTokens.push(...other);
    newTags.push(...other.map((_, nth) => (nth === 0 || tag === 'O' ? tag : `I-${tag.slice(2)}`)));
    at = end;
  }
  return { tokens: newTokens, tags: newTags };
}

/** Somebody or some place of as many words, written in the same case. */
function otherThan(
  mention: readonly string[],
  kind: string,
  random: Random,
  { names, places }: Stock,
): readonly string[] {
  const [word = ''] = mention;
  const form =
    kind === 'PER' && mention.length < 3
      ? NAME_FORMS[mention.length === 2 ? 'full' : random.chance(0.6) ? 'first' : 'last']
      : undefined;
  const isTown = kind === 'LOC' && mention.length === 1 && !isWide(word);
  if ((form === undefined && !isTown) || /[@#\d]/.test(word) || !random.chance(REPLACED))
    return mention;
  const other =
    form === undefined
      ? (PLACE_FORMS['city']?.(random, names, places) ?? word)
      : form(makePerson(random, names), random);
  const written =
    word === word.toLowerCase()
      ? other.toLowerCase()
      : word.length > 1 && word === word.toUpperCase()
        ? other.toUpperCase()
        : other;
  return written.split(' ');
}

const isWide = (word: string): boolean => COUNTRIES.includes(word) || STATE_NAMES.includes(word);

/** Health texts without a name of anybody: eponyms, drugs and organizations stay plain words. */
export function readNegatives(data: string, random: Random): Example[] {
  return readFileSync(path.join(data, 'train', 'negatives_medquad.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const { text } = JSON.parse(line) as { text: string };
      const plain: Example = { text, spans: [] };
      // Headings, notes in capitals and hasty ones: none of their words becomes a name by its writing.
      const styled = random.pick([
        titled,
        titled,
        (words: string) => words.toUpperCase(),
        (words: string) => words.toLowerCase(),
      ]);
      return [plain, { text: styled(text), spans: [] }];
    });
}

/** Every Word As In A Heading; positions stay. */
function titled(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}'])\p{Ll}/gu, (letter) => {
    const capital = letter.toUpperCase();
    return capital.length === letter.length ? capital : letter;
  });
}

function join(sentences: readonly Tagged[], random: Random): Example {
  // Some corpora leave a space before every mark; real text does not.
  const tight = random.chance(0.7);
  const style = random.next();
  const spans: { start: number; end: number; kind: Kind }[] = [];
  let text = '';
  for (const { tokens, tags } of sentences) {
    let open: { start: number; end: number; kind: Kind } | undefined;
    tokens.forEach((token, at) => {
      const glued =
        tight && (/^(?:[.,;:!?)\]%]|'s|n't|'\w{1,2})$/.test(token) || /[([]$/.test(text));
      if (text !== '' && !glued && !text.endsWith('\n')) text += ' ';
      const start = text.length;
      text += token;
      const [position, kind] = (tags[at] ?? 'O').split('-') as [string, Kind | undefined];
      if (kind === undefined) open = undefined;
      else if (position === 'I' && open?.kind === kind) open.end = text.length;
      else {
        open = { start, end: text.length, kind };
        spans.push(open);
      }
    });
    if (random.chance(0.3)) text += '\n';
  }
  for (const span of spans) {
    if (span.kind === 'ORG' && FACILITY.test(text.slice(span.start, span.end))) span.kind = 'LOC';
  }
  const styled =
    style < 0.1
      ? text.toLowerCase()
      : style < 0.16
        ? titled(text)
        : style < 0.2
          ? text.toUpperCase()
          : text;
  return { text: styled.length === text.length ? styled : text, spans };
}
