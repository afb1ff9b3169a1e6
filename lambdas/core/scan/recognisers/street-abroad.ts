import {
  before,
  defineRecogniser,
  lettersOf,
  matchesAtSigns,
  mayBeBefore,
} from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { extendAddress } from '../extend-address.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';
import { unicode } from '../unicode.ts';

const PARTICLE =
  "(?:de|del|della|delle|degli|dei|di|da|do|dos|das|du|des|la|le|les|los|las|l['’]|d['’]|el|y|e|en|al|ul|san|santa|saint|van|von|der|den)";
const WORD = "\\p{Lu}[\\p{L}\\p{M}'’.-]{0,24}";
/** The street's own name: particles, then capitalized words. */
const NAMED = `(?:${PARTICLE}\\s?){0,3}${WORD}(?:\\s(?:${PARTICLE}\\s?){0,2}${WORD}){0,3}`;
const LOWER = "\\p{Ll}[\\p{L}\\p{M}'’-]{0,24}";
const NUMBER =
  '(?:,?\\s(?:n[º°o]\\.?\\s?)?\\d{1,5}(?:\\s?[A-Za-z](?![\\p{L}\\p{N}]))?)(?![\\p{L}\\p{N}%]|[.,]\\d)';
/** A floor and a door as Spain writes them: `3º B`. */
const FLOOR = '(?:,?\\s\\d{1,2}[º°ªoa](?:\\s?[A-Z](?![\\p{L}\\p{N}]))?)?';

/** Words for a street that stand before its name (French, Spanish, Portuguese, Italian, Polish). */
const KIND =
  '(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Aa]ll[ée]e|[Ii]mpasse|[Cc]hemin|[Qq]uai|[Cc]ours|[Cc]alle|[Cc]l\\.|[Aa]venida|[Aa]vda\\.?|[Pp]laza|[Pp]aseo|[Cc]arrera|[Cc]amino|[Rr]ua|[Tt]ravessa|[Pp]ra[çc]a|[Ee]strada|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo|[Ll]argo|[Uu]l\\.|[Uu]lica|[Aa]leja|[Oo]siedle)';
const KIND_WORD = newSign(
  'rue avenue boulevard place allée allee impasse chemin quai cours calle cl avenida avda plaza paseo carrera camino rua travessa praça praca estrada via viale piazza corso vicolo largo ul ulica aleja osiedle',
);
const WITH_NUMBER = expression(`${KIND}\\s${NAMED}${NUMBER}${FLOOR}`, 'uy');
const WITHOUT_NUMBER = expression(`${KIND}\\s${NAMED}`, 'uy');
/** In a text without capitals, behind a number: words that are for nothing but streets. */
const SMALL = expression(
  `(?:rue|calle|avenida|avda\\.?|rua|ulica|ul\\.)\\s${LOWER}(?:\\s${LOWER}){0,3}(?:${NUMBER}|(?=\\s?[,.\\n]|$))`,
  'uy',
);
const NUMBERS_BEFORE = expression(
  String.raw`(?<![\p{L}\p{N}.,/-])\d{1,6}(?:\s?(?:bis|ter|[A-Da-d]))?,?\s(?:\d{1,5},?\s)?$`,
  'u',
);
/** `Via` and `Place` begin sentences as well: without a number before them they need one behind. */
const MAY_END = /^(?:calle|avenida|rue|rua|avda|ul)/i;
/** What may end a house's number: `12 bis`, `4 ter`, `7 A`. */
const ENDS_NUMBERS = lettersOf('abcdrs');

/** Words whose end says that they are streets (German, Dutch, the North). Before a number, and of no English word. */
const ENDINGS =
  'straße|strasse|str\\.|gasse|weg|platz|allee|damm|ufer|chaussee|steig|pfad|straat|laan|plein|gracht|dijk|singel|dreef|(?<!bri|rene)gade|vej|vænget|all[eé]|stræde|torv|ve[gi]en|vei|vägen|väg|gatan|gata|torget|bakken|katu|kuja|polku|braut|vegur|stígur';
const COMPOUND = expression(
  `(?<![\\p{L}\\p{N}])(?:\\d{1,6}\\s){0,2}(?:\\p{Lu}[\\p{L}.-]{1,20}\\s){0,2}(?:\\p{L}{2,24}(?:${ENDINGS})|\\p{Lu}{2,24}(?:STRASSE|GASSE|WEG|PLATZ|ALLEE|STRAAT|LAAN|VEJ|V[EÄ]GEN|VEIEN|GATAN?))\\s$`,
  'u',
);
/** The same as a word of its own behind a name (Hungarian, Norwegian, Estonian, Latvian, Czech, German). */
const APART = expression(
  String.raw`(?<![\p{L}\p{N}])(?:\d{1,6}\s){0,2}\p{Lu}[\p{L}.-]{1,24}(?:\s\p{Lu}[\p{L}.-]{1,24}){0,2}\s(?:\xfat|\xfatja|utca|utc\xe1ja|t\xe9r|k\xf6r\xfat|s\xe9t\xe1ny|tn\.?|pst|mnt|iela|gatv\u0117|cesta|t\u0159\xedda|vei|veg|gata|v\xe4g|vej|gade|Stra\xdfe|Strasse|Platz|Weg|Allee)\s$`,
  'u',
);
/** Short words that are English as well: only with a number on both sides. */
const BETWEEN = expression(
  String.raw`(?<![\p{L}\p{N}])(?:\d{1,6}\s){1,2}\p{Lu}[\p{L}.-]{1,24}(?:\s\p{Lu}[\p{L}.-]{1,24}){0,2}\s(?:gate|tee|tie)\s$`,
  'u',
);
const LONGEST = 72;
/** The last three letters of all of those: most numbers have another word before them. */
const LAST_LETTERS: ReadonlySet<string> = new Set(
  (
    'ße aße sse tr. weg atz lee amm fer eig fad aat aan ein cht ijk gel eef ade vej get llé lle æde orv gen ien vei väg tan ata ken ' +
    'atu uja lku aut gur út tja tca ája tér rút ány tn. tn pst mnt ela tvė sta ída veg ate tee tie vei SSE WEG ATZ LEE AAT AAN ' +
    'VEJ GEN IEN ATA TAN'
  ).split(' '),
);

/** A flat or a suite with its number, and the house in front of it that has its number behind its street. */
const UNIT_WORD = newSign('apt apartment suite ste');
const UNIT = expression(
  String.raw`(?:apt|apartment|suite|ste)\.?\s?#?\s?\d{1,5}(?![\p{L}\p{N}])`,
  'iuy',
);
const BEFORE_UNIT = expression(
  String.raw`(?<![\p{L}\p{N}.,/-])(?:\d{1,6}\s)?(\p{L}[\p{L}\p{M}'\u2019.-]{0,24}(?:\s[\p{L}\p{M}'\u2019.-]{1,24}){0,4})\s\d{1,5}[A-Za-z]?[\s,>?]{1,8}$`,
  'u',
);
const NO_STREET =
  /\b(?:room|floor|building|bldg|unit|suite|apt|apartment|box|lot|at|in|is|the|our|your)$/iu;

/**
 * Safe Harbor (B): street addresses of other countries, in English text too: the word for a street before its name or
 * joined to it, the house's number behind it (Universal Postal Union, S42).
 */
export const streetAbroad = defineRecogniser(
  'street-abroad',
  Trait.letter | Trait.digit,
  (view) => {
    const { text, traits } = view;
    if ((traits & Trait.space) === 0) return [];
    const spans: Span[] = [];
    const add = (from: number, to: number): void => {
      const [start, end] = extendAddress(text, from, to, true);
      spans.push({ label: 'GEO', start, end, score: 0.7 });
    };
    addNamed(view, add);
    addJoined(view, add);
    for (const { index, 0: unit } of matchesAtSigns(UNIT, view, UNIT_WORD)) {
      const lead = BEFORE_UNIT.exec(before(text, index, LONGEST));
      if (lead === null || NO_STREET.test(lead[1] ?? '') || !isWritten(lead[1] ?? '', text))
        continue;
      add(index - lead[0].length, index + unit.length);
    }
    return spans;
  },
);

type Add = (from: number, to: number) => void;

/** `Calle Mayor 14`, `14 rue des Tilleuls`. */
function addNamed(view: View, add: Add): void {
  const { text, signs, signKinds, allSigns } = view;
  if ((allSigns & KIND_WORD) === 0) return;
  let done = 0;
  for (let index = 0; index < signs.length; index++) {
    const start = signs[index] ?? 0;
    if (((signKinds[index] ?? 0) & KIND_WORD) === 0 || start < done) continue;
    const numbers = mayBeBefore(text, start - 2, ENDS_NUMBERS)
      ? (NUMBERS_BEFORE.exec(before(text, start, 20))?.[0].length ?? 0)
      : 0;
    if (numbers === 0 && !mayStandAlone(text, start)) continue;
    const length = lengthAt(WITH_NUMBER, text, start) || afterNumber(text, start, numbers);
    if (length === 0) continue;
    done = start + length;
    add(start - numbers, done);
  }
}

function afterNumber(text: string, start: number, numbers: number): number {
  if (numbers === 0) return 0;
  return lengthAt(WITHOUT_NUMBER, text, start) || lengthAt(SMALL, text, start);
}

/** `Lindenstraße 12`, `Rákóczi út 13`. */
function addJoined({ text, runs, runEnds }: View, add: Add): void {
  for (let index = 0; index < runs.length; index++) {
    const [at, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    // A space, and a letter or the period of an abbreviation before it.
    if (end - at > 4 || text.charCodeAt(at - 1) !== 0x20) continue;
    const last = text.charCodeAt(at - 2);
    if (last < 0x61 && last !== 0x2e) continue;
    if (!LAST_LETTERS.has(text.slice(at - 4, at - 1).trimStart())) continue;
    const lead = before(text, at, LONGEST);
    const match = COMPOUND.exec(lead) ?? APART.exec(lead) ?? BETWEEN.exec(lead);
    if (match === null) continue;
    HOUSE.lastIndex = end;
    const rest = HOUSE.exec(text)?.[0].length;
    if (rest !== undefined) add(at - match[0].length, end + rest);
  }
}
const HOUSE = expression(
  String.raw`(?:\s?[A-Za-z](?![\p{L}\p{N}]))?(?![\p{L}\p{N}%/]|[.,:]\d)`,
  'uy',
);

/** Whether a street has a capital, in a text that has any. */
function isWritten(street: string, text: string): boolean {
  return unicode('\\p{Lu}').test(street) || !unicode('\\p{Lu}').test(text.slice(0, 200));
}

/** Whether a word for a street may do without a number before it: one with a capital, or one that is for nothing else. */
function mayStandAlone(text: string, at: number): boolean {
  return MAY_END.test(text.slice(at, at + 8)) || isCapital(text, at);
}

function isCapital(text: string, at: number): boolean {
  return unicode('\\p{Lu}').test(text.charAt(at));
}

function lengthAt(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.exec(text)?.[0].replace(/[.'\u2019-]+$/, '').length ?? 0;
}
