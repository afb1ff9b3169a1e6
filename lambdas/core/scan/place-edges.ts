import { expression } from './expression.ts';

/* What belongs to a place before and behind it. A name that is covered in part still names the place. */

/** What a town or a street names behind it: a place of care, a station. */
const CARE_PLACE = expression(
  String.raw`^(?:\s(?:downtown|uptown|main|family|health|medical|international|int'l|central|railway)){0,2}\s(?:clinic|hospital|hosp\b|facility|office|campus|med ctr|medical center|er\b|practice|airport|station)(?![\p{L}\p{N}])`,
  'iu',
);
/** What a place is, in small letters behind its name: `Redwood city`, `Sand Hill park`, `Bohai sea`. */
const SMALL_KIND =
  /^\s(?:city|county|province|region|district|prefecture|township|village|suburbs?|area|street|road|lane|avenue|blvd|corner|park|square|beach|coast|islands?|peninsula|sea|ocean|bay|lake|river|creek|valley|hills?|mountains?|forest|desert|bridge|railway|docks?|harbou?r|museum|mall|cent(?:er|re)|library|memorial|hotel|restaurant|cafe|church|school|stadium|theat(?:er|re)|post office|airport|prison|jail)\b/;
/** The same with capitals, a word between them: `Davis Gym`, `Alfred Phillips House`, `Dolan Learning Center`. */
const CAPITAL_KIND = expression(
  String.raw`^(?:\s\p{Lu}[\p{L}\p{M}'\u2019-]+)?\s(?:City|County|Province|Region|District|Township|Village|Area|Street|Road|Avenue|Parks?|Square|Plaza|Beach|Coast|Islands?|Peninsula|Sea|Ocean|Bay|Lake|River|Creek|Valley|Hills?|Heights|Mountains?|Forest|Desert|Bridge|Railroad|Railway|Docks?|Harbou?r|Pier|Base|Museum|Mall|Market|Store|Shop|Cent(?:er|re)|Complex|Building|Tower|Hall|House|Court|Courthouse|Library|Memorial|Hotel|Inn|Restaurant|Cafe|Grill|Bar|Pub|Lounge|Club|Church|Cathedral|Chapel|Temple|School|College|Academy|University|Campus|Stadium|Arena|Gym|Theat(?:er|re)|Cinema|Zoo|Gardens?|Cemetery|Prison|Jail|Penitentiary)(?![\p{L}\p{N}])`,
  'u',
);
/** A possessive that was parted from its word, as in `we went to Wendy 's`. */
const PARTED_POSSESSIVE = /^ '?s(?![\w'])/;
const KINDS = [CARE_PLACE, SMALL_KIND, CAPITAL_KIND, PARTED_POSSESSIVE];
/** Which of these may stand behind white space that a character follows, as bits by its code. */
const MAY_BEGIN = new Uint8Array(0x80);
const ANY = 0b1111;
['dumfhicroepasDUMFHICROEPAS', 'cprdtvsalbiohmfj', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "'s"].forEach(
  (firsts, kind) => {
    for (const code of Buffer.from(firsts)) MAY_BEGIN[code] = (MAY_BEGIN[code] ?? 0) | (1 << kind);
  },
);
/** A word and a kind. */
const LONGEST_KIND = 60;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** How much behind a place's name says what it is. All of that begins with white space. */
export function kindBehind(text: string, end: number): number {
  const code = text.charCodeAt(end);
  if (code > SPACE && code < 0x80) return 0;
  const next = text.charCodeAt(end + 1);
  let may = next >= 0x80 ? ANY : (MAY_BEGIN[next] ?? 0);
  if (may === 0) return 0;
  const behind = text.slice(end, end + LONGEST_KIND);
  for (const kind of KINDS) {
    const found = (may & 1) === 0 ? null : kind.exec(behind);
    if (found !== null) return found[0].length;
    may >>= 1;
  }
  return 0;
}

/** Where in a place, which one of its name, and what kind of place: `Old`, `Upper`, `City of`, `Gulf of`. */
const WORDS_BEFORE = expression(
  String.raw`(?<![\p{L}\p{N}])(?:(?:[Nn]orth|[Ss]outh)(?:east|west)?(?:ern)?|(?:[Ee]ast|[Ww]est)(?:ern)?|[Cc]entral|Old|New|Upper|Lower|Inner|Outer|Greater|Downtown|Mount|Mt\.?|Lake|Port|Fort|Cape|St\.?|San|Santa|Nueva|Co\.?|(?:City|Town|Village|County|State|Province|District|Borough|Parish|Diocese|Port|Bay|Gulf|Strait|Isle|Island|Plains|Valley|University)\s[Oo]f(?:\s[Tt]he)?)\s$`,
  'u',
);
/** The first part of a name with a hyphen: `Bahus-`Soubiran. */
const JOINED_BEFORE = expression(String.raw`(?<![\p{L}\p{N}-])\p{Lu}[\p{L}\p{M}]+-$`, 'u');
const LONGEST_BEFORE = 24;

/** How much before a place's name belongs to it. */
export function partsBefore(text: string, start: number): number {
  const code = text.charCodeAt(start - 1);
  if (code !== SPACE && code !== HYPHEN) return 0;
  const before = text.slice(Math.max(0, start - LONGEST_BEFORE), start);
  return (code === SPACE ? WORDS_BEFORE : JOINED_BEFORE).exec(before)?.[0].length ?? 0;
}
