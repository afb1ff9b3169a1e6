import {
  Behind,
  defineRecogniser,
  isBehind,
  matches,
  matchesAtSigns,
} from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { namesBegin } from '../names.ts';
import { Trait, type View } from '../normalize.ts';
import { STATE_CODE, STATE_NAME } from '../places.ts';
import type { Span } from '../recogniser.ts';
import { extendAddress } from '../extend-address.ts';
import { smallStreetLineEnd, streetLineEnd } from '../street-line.ts';
import { isWidePlace } from '../wide-places.ts';
import { newSign } from '../word-kinds.ts';
import { unicode } from '../unicode.ts';

const CAPITALIZED = "\\p{Lu}[\\p{L}\\p{M}'.-]{0,24}";
const PO_BOX =
  /\b(?:(?:P\.?\s?O\.?|Post Office)\s?|(?:R\.?R\.?|HCR?|Rural (?:Route|Rt)\.?|Star Route)\s#?\d{1,3},?\s)Box\s#?\d{1,6}[A-Z]?\b/gi;
/** Military post offices (USPS Publication 28, section 225), and the units and ships they serve. */
const MILITARY = expression(
  String.raw`(?<![\p{L}\p{N}])(?:(?:PSC|CMR|Unit)\s\d{1,5},?\s{1,6}Box\s\d{1,5}|US(?:NS|NV|S|CGC)\s\p{L}[\p{L}. ]{1,30}?)[\s,]{1,8}(?:APO|FPO|DPO)[\s,]{1,3}A[AEP]\s{1,3}\d{5}\b`,
  'giu',
);
/** A house with its street, in any country's order, where words say that somebody lives or something goes there. */
const PLACE_WORD = newSign(
  'live lives living moved reside resides residing located address ship deliver sent return taxi meet office offices arrived off refer refers',
);
const PLACE_LEAD =
  /\b(?:lives?|living|moved|resid(?:es?|ing)|located|address(?:\sis)?|ship|deliver|sent|return|taxi|meet\sme|offices?\s(?:is|are)(?:\slocated)?|arrived|off|refers?)[:\s]{1,2}/y;
const PREPOSITION = /(?:at|on|in|to|of)\s/y;
const PLACED = expression(
  String.raw`(?!(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Today|Tomorrow|January|February|March|April|May|June|July|August|September|October|November|December|Room|Page|Section|Chapter|Step|Version|Level|Table|Figure)\b)(?:(?:\d{1,5}\s){1,2}(?:\p{L}[\p{L}\p{M}'.-]{0,24}\s){1,5}\d{1,4}|(?:\d{1,5}\s){1,2}(?:\p{L}[\p{L}\p{M}'-]{0,24}\s){1,4}St\b|(?:\p{Lu}[\p{L}\p{M}'.-]{0,24}|C/)\s(?:\p{L}[\p{L}\p{M}'.-]{0,24}\s){0,4}\d{1,4})(?![\p{L}\p{N}]|\s?(?:%|mg|am\b|pm\b|years|people|days|weeks|minutes|hours|times|miles|km))`,
  'uy',
);
const CORNER = expression(
  String.raw`\bthe corner of (?:[\p{L}\p{N}'.-]{1,24}\s){1,5}and (?:[\p{L}\p{N}'.-]{1,24})(?:\s\p{Lu}[\p{L}'-]{1,24})?`,
  'giu',
);
/** What may follow a street line: unit, city, state and ZIP, each on the same or the next line. */
const UNIT =
  /,?\s{1,3}(?:(?:Apt|Apartment|Unit|Suite|Ste|Room|Rm|Floor|Fl|Bldg|Building|Lot|No)\.?\s{0,2}#?\s?|#\s?)[A-Za-z0-9-]{1,8}\b/iy;
const CITY = expression(
  `(?:,|\\n|,\\s?\\n)?\\s{0,3}(${CAPITALIZED}(?:\\s${CAPITALIZED}){0,3})(?=,?\\s{1,3}(?:${STATE_CODE}\\b|${STATE_NAME}\\b|\\d{5}\\b))`,
  'uy',
);
const STATE_ZIP = new RegExp(
  `,?\\s{1,3}(?:(?:${STATE_CODE}|${STATE_NAME})\\b\\.?(?:,?\\s{1,3}\\d{5}(?:-\\d{4})?(?!\\d))?|\\d{5}(?:-\\d{4})?(?!\\d))`,
  'y',
);
/** A state behind a comma, and the city before it. */
const COMMA_STATE = new RegExp(
  `,\\s{1,2}(?:${STATE_CODE}(?![A-Za-z'.])(?!(?<=IN|OR|ME|OK|HI|OH|PA|MA|LA|DE|AL|ID)\\s[a-z])|${STATE_NAME}(?![A-Za-z]))`,
  'y',
);
const CITY_AT_END = expression(
  `(?<![\\p{L}\\p{N}])${CAPITALIZED}(?:[\\s]${CAPITALIZED}){0,2}$`,
  'gu',
);
/** Three words, the spaces between them, and what stands before. */
const LONGEST_CITY = 80;
const BOX = newSign('box pobox officebox');
const POST = newSign('apo fpo dpo');
const CORNERS = newSign('corner');

/** Safe Harbor (B): street addresses with what follows them, post boxes, and "City, ST". */
export const address = defineRecogniser('address', Trait.letter | Trait.space, (view) => {
  const { text, traits, allSigns } = view;
  const spans: Span[] = [];
  if ((traits & Trait.digit) !== 0) {
    const found: Match[][] = [
      streetLines(view, streetLineEnd, Behind.letter | Behind.hyphen | Behind.space),
      streetLines(view, smallEnd, Behind.space),
      (allSigns & BOX) === 0 ? [] : matches(PO_BOX, text),
      (allSigns & POST) === 0 ? [] : matches(MILITARY, text),
      placed(view),
      (allSigns & CORNERS) === 0 ? [] : matches(CORNER, text),
    ];
    for (const [form, list] of found.entries()) {
      for (const { index, 0: line } of list) {
        const grown = extend(text, index + line.length);
        const [start, end] = extendAddress(text, index, grown, true);
        spans.push({
          label: 'GEO',
          start,
          end,
          score: form === 1 ? 0.65 : 0.85,
        });
      }
    }
  }
  if ((traits & Trait.upper) !== 0 && text.includes(',')) {
    addCities(text, spans);
  }
  return spans;
});

const smallEnd = (text: string, _start: number, numberEnd: number): number =>
  smallStreetLineEnd(text, numberEnd);

/** A stretch of the text, as expressions give it. */
type Match = Pick<RegExpExecArray, 'index' | 0>;

function streetLines(
  { text, runs, runEnds }: View,
  endOf: (text: string, start: number, numberEnd: number) => number,
  behind: number,
): Match[] {
  const found: Match[] = [];
  let done = 0;
  for (let run = 0; run < runs.length; run++) {
    const index = runs[run] ?? 0;
    const runEnd = runEnds[run] ?? 0;
    if (runEnd - index > 6 || index < done || !isBehind(text, runEnd, behind)) continue;
    if (isOfAnother(text.charCodeAt(index - 1))) continue;
    const end = endOf(text, index, runEnd);
    if (end < 0) continue;
    found.push({ index, 0: text.slice(index, end) });
    done = end;
  }
  return found;
}

/** What a house's number never stands behind: letters and digits of ASCII, and the signs of other numbers. */
const BEFORE_OTHERS: ReadonlySet<number> = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$#/-'),
);
const isOfAnother = (code: number): boolean => code !== SPACE && BEFORE_OTHERS.has(code);
const SPACE = 0x20;

function placed(view: View): RegExpExecArray[] {
  const { text } = view;
  const found: RegExpExecArray[] = [];
  let done = 0;
  for (const { index, 0: lead } of matchesAtSigns(PLACE_LEAD, view, PLACE_WORD)) {
    if (index < done) continue;
    const start = index + lead.length;
    PREPOSITION.lastIndex = start;
    const inner = PREPOSITION.test(text) ? PREPOSITION.lastIndex : start;
    PLACED.lastIndex = start;
    let match = PLACED.exec(text);
    if (match === null && inner > start) {
      PLACED.lastIndex = inner;
      match = PLACED.exec(text);
    }
    if (match === null) continue;
    found.push(match);
    done = match.index + match[0].length;
  }
  return found;
}

function addCities(text: string, spans: Span[]): void {
  let done = 0;
  for (let comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', comma + 1)) {
    if (!mayBeginState(text, comma + 1)) continue;
    COMMA_STATE.lastIndex = comma;
    const state = COMMA_STATE.exec(text)?.[0];
    if (state === undefined) continue;
    // One character more: what stands before a city is no part of a word.
    const from = namesBegin(text, comma, comma - Math.max(0, done - 1, comma - LONGEST_CITY));
    CITY_AT_END.lastIndex = from === 0 ? 0 : 1;
    const match = CITY_AT_END.exec(text.slice(from, comma));
    if (match === null) continue;
    done = comma + state.length;
    const [city] = match;
    // An abbreviation is no city: GI, GU.
    if (unicode('^\\p{Lu}{2,3}$').test(city) || isWidePlace(city)) continue;
    spans.push({ label: 'GEO', start: from + match.index, end: comma, score: 0.6 });
  }
}

/** A space, perhaps another one, a capital and a letter. */
function mayBeginState(text: string, at: number): boolean {
  let code = text.charCodeAt(at);
  if (code > 0x20 && code < 0x80) return false;
  code = text.charCodeAt(at + 1);
  const first = code <= 0x20 || code >= 0x80 ? at + 2 : at + 1;
  code = text.charCodeAt(first);
  const second = text.charCodeAt(first + 1) | 0x20;
  return code >= 0x41 && code <= 0x5a && second >= 0x61 && second <= 0x7a;
}

function extend(text: string, from: number): number {
  let end = from;
  for (const part of [UNIT, CITY, STATE_ZIP]) {
    part.lastIndex = end;
    const match = part.exec(text);
    if (match !== null) end += match[0].length;
  }
  return end;
}
