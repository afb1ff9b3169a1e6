import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import { STATE_CODE, STATE_NAME, STREET } from '../places.ts';
import type { Span } from '../recogniser.ts';
import { extendAddress } from '../extend-address.ts';
import { isWidePlace } from '../wide-places.ts';

const CAPITALIZED = "\\p{Lu}[\\p{L}\\p{M}'.-]{0,24}";
const STREET_LINE = new RegExp(
  `(?<![\\w.$#/-])\\d{1,6}[A-Za-z]?(?:-\\d{1,4})?\\s{1,2}(?:(?:[NSEWnsew]|[NS][EW]|North|South|East|West)\\.?\\s{1,2})?(?:(?:${CAPITALIZED}|\\d{1,3}(?:st|nd|rd|th))\\s{1,2}){1,4}(?:${STREET}|${STREET.toUpperCase()})\\b\\.?(?:\\s(?:[NSEW]|[NS][EW])\\b\\.?)?`,
  'gu',
);
const LOWER_STREET =
  /(?<![\w.$#/-])\d{1,6}\s(?:(?:[A-Za-z][a-z']{1,20}|\d{1,3}(?:st|nd|rd|th))\s){1,3}(?:street|st|avenue|ave|blvd|boulevard|road|rd|drive|lane|ln|court|ct|circle|place|terrace|parkway|pkwy|highway|hwy|plaza|square)\b\.?/g;
const PO_BOX = /\b(?:P\.?\s?O\.?|Post Office)\s?Box\s#?\d{1,6}\b/gi;
/** Military post offices (USPS Publication 28, section 225), and the units and ships they serve. */
const MILITARY =
  /(?<![\p{L}\p{N}])(?:(?:PSC|CMR|Unit)\s\d{1,5},?\s{1,6}Box\s\d{1,5}|US(?:NS|NV|S|CGC)\s\p{L}[\p{L}. ]{1,30}?)[\s,]{1,8}(?:APO|FPO|DPO)[\s,]{1,3}A[AEP]\s{1,3}\d{5}\b/giu;
/** A house with its street, in any country's order, where words say that somebody lives or something goes there. */
const PLACED =
  /(?<=\b(?:lives?|living|moved|resid(?:es?|ing)|located|address(?:\sis)?|ship|deliver|sent|return|taxi|meet\sme|offices?\s(?:is|are)(?:\slocated)?|arrived|off|refers?)[:\s]{1,2}(?:at\s|on\s|in\s|to\s|of\s)?)(?:(?:\d{1,5}\s){1,2}(?:\p{L}[\p{L}\p{M}'.-]{0,24}\s){1,5}\d{1,4}|(?:\d{1,5}\s){1,2}(?:\p{L}[\p{L}\p{M}'-]{0,24}\s){1,4}St\b|(?:\p{Lu}[\p{L}\p{M}'.-]{0,24}|C\/)\s(?:\p{L}[\p{L}\p{M}'.-]{0,24}\s){0,4}\d{1,4})(?![\p{L}\p{N}]|\s?(?:%|mg|am\b|pm\b|years|people|days|weeks|minutes|hours|times|miles|km))/gu;
const CORNER =
  /\bthe corner of (?:[\p{L}\p{N}'.-]{1,24}\s){1,5}and (?:[\p{L}\p{N}'.-]{1,24})(?:\s\p{Lu}[\p{L}'-]{1,24})?/giu;
/** What may follow a street line: unit, city, state and ZIP, each on the same or the next line. */
const UNIT =
  /,?\s{1,3}(?:(?:Apt|Apartment|Unit|Suite|Ste|Room|Rm|Floor|Fl|Bldg|Building|Lot|No)\.?\s{0,2}#?\s?|#\s?)[A-Za-z0-9-]{1,8}\b/iy;
const CITY = new RegExp(
  `(?:,|\\n|,\\s?\\n)?\\s{0,3}(${CAPITALIZED}(?:\\s${CAPITALIZED}){0,3})(?=,?\\s{1,3}(?:${STATE_CODE}\\b|${STATE_NAME}\\b|\\d{5}\\b))`,
  'uy',
);
const STATE_ZIP = new RegExp(
  `,?\\s{1,3}(?:(?:${STATE_CODE}|${STATE_NAME})\\b\\.?(?:,?\\s{1,3}\\d{5}(?:-\\d{4})?(?!\\d))?|\\d{5}(?:-\\d{4})?(?!\\d))`,
  'y',
);
const CITY_STATE = new RegExp(
  `(?<![\\p{L}\\p{N}])(${CAPITALIZED}(?:[\\s]${CAPITALIZED}){0,2}),\\s{1,2}(?:${STATE_CODE}(?![A-Za-z'.])(?!(?<=IN|OR|ME|OK|HI|OH|PA|MA|LA|DE|AL|ID)\\s[a-z])|${STATE_NAME}(?![A-Za-z]))`,
  'gu',
);

/** Safe Harbor (B): street addresses with what follows them, post boxes, and "City, ST". */
export const address = defineRecogniser(
  'address',
  Trait.letter | Trait.space,
  ({ text, traits }) => {
    const spans: Span[] = [];
    if ((traits & Trait.digit) !== 0) {
      for (const form of [STREET_LINE, LOWER_STREET, PO_BOX, MILITARY, PLACED, CORNER]) {
        for (const match of matches(form, text)) {
          const grown = extend(text, match.index + match[0].length);
          const [start, end] = extendAddress(text, match.index, grown, true);
          spans.push({
            label: 'GEO',
            start,
            end,
            score: form === LOWER_STREET ? 0.65 : 0.85,
          });
        }
      }
    }
    if ((traits & Trait.upper) !== 0 && text.includes(',')) {
      for (const match of matches(CITY_STATE, text)) {
        // An abbreviation is no city: GI, GU.
        if (/^\p{Lu}{2,3}$/u.test(match[1] ?? '') || isWidePlace(match[1] ?? '')) continue;
        const end = match.index + (match[1]?.length ?? 0);
        spans.push({ label: 'GEO', start: match.index, end, score: 0.6 });
      }
    }
    return spans;
  },
);

function extend(text: string, from: number): number {
  let end = from;
  for (const part of [UNIT, CITY, STATE_ZIP]) {
    part.lastIndex = end;
    const match = part.exec(text);
    if (match !== null) end += match[0].length;
  }
  return end;
}
