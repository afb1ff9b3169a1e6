import { defineRecogniser, matchesAtSigns } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { isNonNameWord } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isKnownPlace, isOrdinaryWord } from '../tagger/known-words.ts';
import { isWidePlace } from '../wide-places.ts';
import { newSign } from '../word-kinds.ts';

/** What says that a place follows: where somebody is from, lives, or was born; what kind of place it is. */
const LEAD =
  /(?:(?:originally|hails?|comes?|came|i\sam|i'?m)\sfrom|i(?:\sam|'?m)\s(?:currently\s|now\s)?in|(?:grew\sup|raised|born|brought\sup|lives?|lived|living|resid(?:es?|ed|ing))\s(?:(?:just|alone|now|still)\s)?(?:in|near|outside(?:\sof)?)|(?:moved|moving|relocat(?:ed|ing))\s(?:back\s)?(?:to|from)|home\s?(?:town|city)(?:\s(?:of|is|in))?|(?:town|city|village|municipality|suburb|hamlet|borough|parish)\sof|universit(?:y|ies)\sof|(?:where|town|city|village|birth\s?place|place\sof\sbirth):)\s/iy;
const LEAD_WORD = newSign(
  'originally hail hails come comes came i im grew raised born brought live lives lived living reside resides resided residing moved moving relocated relocating hometown home town city village municipality suburb hamlet borough parish university universities where birthplace birth place',
);
const PARTICLE =
  '(?:de|del|della|di|da|do|dos|du|des|la|le|les|los|las|am|an|der|im|in|op|sur|sous|upon|of|el|al)';
const WORD = "\\p{Lu}[\\p{L}\\p{M}'’∆-]{0,24}";
const PLACE = expression(`${WORD}(?:[ ](?:${PARTICLE}[ ]){0,2}${WORD}){0,3}`, 'uy');
/** Parts of a hospital, and countries by their letters. */
const LETTERS = /^(?:ER|ED|ICU|NICU|PICU|MICU|SICU|CICU|CCU|PACU|OR|PT|OT|US|USA|UK|UAE|EU)$/;
const MONTH_OR_DAY =
  /^(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Fall|Autumn|Winter|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$/;

/** A town alone on a line, over its country. */
const LONGEST_LINE = 40;
const TOWN_LINE = expression(
  String.raw`^[ \t>]{0,4}(\p{Lu}[\p{L}\p{M}'\u2019.-]{1,24}(?:[ ][\p{L}\p{M}'\u2019.-]{1,24}){0,3})[ \t,]{0,3}$`,
  'u',
);

/**
 * Safe Harbor (B): towns that nobody lists, where words say that a place follows or a country stands below. Weak, as
 * towns are: with nothing else they make nothing PHI.
 */
export const placeCue = defineRecogniser('place-cue', Trait.letter | Trait.upper, (view) => {
  const { text, traits } = view;
  if ((traits & Trait.space) === 0) return [];
  const spans: Span[] = [];
  const add = (start: number, end: number): void => {
    spans.push({ label: 'GEO', start, end, score: SCORE });
  };
  for (const { index, 0: lead } of matchesAtSigns(LEAD, view, LEAD_WORD, mayLead)) {
    const start = index + lead.length;
    PLACE.lastIndex = start;
    const found = PLACE.exec(text)?.[0].replace(/['\u2019-]+$/, '');
    if (found !== undefined && isTown(found)) add(start, start + found.length);
  }
  if ((traits & Trait.lines) !== 0) addOverCountries(text, add);
  return spans;
});
const SCORE = 0.44;

/** Whether a lead may begin at one of its words: behind the word "I" and a space it goes on with "am". */
function mayLead(text: string, at: number): boolean {
  const isI = (text.charCodeAt(at) | SPACE) === LETTER_I && text.charCodeAt(at + 1) === SPACE;
  return !isI || (text.charCodeAt(at + 2) | SPACE) === LETTER_A;
}
const SPACE = 0x20;
const LETTER_A = 0x61;
const LETTER_I = 0x69;

function isTown(found: string): boolean {
  if (found.length < 3 || LETTERS.test(found) || isWidePlace(found)) return false;
  const words = found.split(' ');
  const [first = ''] = words;
  if (isWidePlace(first) || MONTH_OR_DAY.test(first)) return false;
  return words.some(
    (word) => !isNonNameWord(word) && (isKnownPlace(word) || !isOrdinaryWord(word)),
  );
}

function addOverCountries(text: string, add: (start: number, end: number) => void): void {
  let lineStart = 0;
  let above: readonly [number, number] | undefined;
  while (lineStart < text.length) {
    const found = text.indexOf('\n', lineStart);
    const lineEnd = found < 0 ? text.length : found;
    const line =
      lineEnd - lineStart > LONGEST_LINE ? undefined : text.slice(lineStart, lineEnd).trim();
    if (line !== undefined && line.length > 3 && above !== undefined && isWidePlace(line)) {
      const town = TOWN_LINE.exec(text.slice(...above))?.[1];
      if (town !== undefined && isTown(town)) {
        const start = text.indexOf(town, above[0]);
        add(start, start + town.length);
      }
    }
    above = line === undefined ? undefined : [lineStart, lineEnd];
    lineStart = lineEnd + 1;
  }
}
