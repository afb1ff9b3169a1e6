import { AMBIGUOUS_MONTH, isCalendarDay, MONTH, MONTH_NAME } from '../calendar.ts';
import {
  after,
  before,
  defineRecogniser,
  matchesAtRuns,
  matchesAtSigns,
} from '../define-recogniser.ts';
import { FIRST_KEPT_YEAR } from '../generalized.ts';
import { monthsAlone } from '../months-alone.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const YEAR = "(?:(?:18|19|20)\\d{2}|'\\d{2})";
const DAY = '(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?';

const ISO =
  /(?<![\d-])(?:18|19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d])(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?/y;
const NUMERIC = /(?<![\d/.$-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[-.]\d)/y;
const MONTH_DAY = new RegExp(
  `(?<![A-Za-z])(${MONTH})\\.?[\\s-]{0,3}(?:the\\s)?(${DAY}(?:\\s?[-&]\\s?${DAY})?)(?![\\dA-Za-z:%])(?:,?[\\s-]{0,3}(${YEAR})(?!\\d))?`,
  'iy',
);
const DAY_MONTH = new RegExp(
  `(?<![\\d./-])(${DAY})[\\s-]{0,3}(?:of\\s|de\\s)?(${MONTH})(?![A-Za-z])\\.?(?:,?[\\s-]{0,3}(?:de\\s|del\\s)?(${YEAR})(?!\\d))?`,
  'iy',
);
const MONTH_YEAR = new RegExp(
  `(?<![A-Za-z])(${MONTH})\\.?,?[\\s-]{1,2}(?:of\\s|de\\s)?(${YEAR})(?!\\d)`,
  'iy',
);
const NUMERIC_MONTH_YEAR = /(?<![\d/.-])(?:0?[1-9]|1[0-2])\/(?:19|20)\d{2}(?![\d/])/y;
const SHORT = /(?<![\d/.$-])(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])(?![\d/]|\.\d|%|-\d)/y;
const COMPACT =
  /(?<!\d)(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}(?:\d{2})?)?(?!\d)/y;

const SHORT_CUE =
  /\b(?:on|by|since|until|till|from|to|dated?|before|after|starting|began|born|dob|seen|surgery|visit|visited|appt|appointment|admitted|discharged|discharge|due|scheduled|for|ship|between|and|through|follow-?up|last|cancel(?:led)?|(?:re)?schedule|book(?:ed)?|confirm(?:ed)?|see\s(?:you|u|ya)|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?)\s?:?\s?(?:the\s)?$/i;
/** `9/18 at 3`, `5/26 1:45 am`. */
const CLOCK_BEHIND = /^,?\s(?:(?:at|@)\s?\d{1,2}\b|\d{1,2}(?::\d{2})?\s?[ap]\.?m\b)/i;
const BIRTH_CUE =
  /\b(?:dob|d\.o\.b\.?|birth\s?(?:date|day)?|born|date|fecha|nacimiento)\b[^\d\n]{0,16}$/i;
const TIME_HINT =
  /(?:^|[_\s.-])(?:at|time|timestamp|ts|date|dt|on)$|[a-z](?:At|Time|Timestamp|Date|On)$|dob|birth|^(?:start|end|when|admit|discharge|visit|seen)$/i;
const COMPACT_CUE = /(?:\b(?:on|since|from|until|seen|dated|of|by)\s|[|^;,\t])$/i;
const DAY_OF_MONTH =
  /\b(?:the\s)?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\sof\s(?:this|next|last|the)\smonth\b|(?<=\b(?:on|for|by|until|till|from|about|date\?|it|there|or|to|be|than|before|after|user:|agent:)\s)the\s(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)(?!\w|\s(?:floor|street|st\b|avenue|ave|grade|time|century|edition|anniversary|birthday|place|day|week|month|year|visit|dose|session|one|attempt|quarter|percentile|trimester|toe|finger|rib|nerve|party|amendment|and\s(?:\d|last|final)|most|largest|of\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))/iuy;
/** What makes a month alone somebody's: a heart attack in March. */
const EVENT =
  /\b(?:attack|surgery|stroke|diagnos\w{1,6}|injur\w{1,4}|fell|fracture\w?|seizures?|episodes?|biopsy|visit\w{0,3}|seen|admitted|admission|discharged?|hospital\w{0,8}|treat\w{2,5}|transplant\w{0,5}|chemo\w{0,8}|operat\w{2,4}|pregnan\w{1,3}|miscarr\w{2,5}|delivered|born|died|death|symptoms?|appointment|relapse\w?|dialysis)\b[^.\n]{0,40}$/i;
/** A year of birth of somebody who may be over 89: (C) takes it as a part of that age. */
const OLD_YEAR = /1[89]\d{2}(?![\d-]|[/.]\d)/y;
const BORN =
  /\b(?:born(?:\s(?:in|on|about|around|circa|ca\.))?|b\.|birth\s?year|year\sof\sbirth|yob)[\s:]{1,3}$/i;
/** Words that make eight digits a number. */
const NUMBER_CUE =
  /(?:#|\b(?:no|nr|num|number|id|mrn|order|invoice|ticket|case|account|acct|ref|code|sku|serial|version|item|part|lot|model|build))\b[^\d\n]{0,6}$|[A-Za-z_-]$/i;
const VERSION = /version|(?:^|_)sku|part_?(?:no|num)|\bip\b/i;
/** When the machinery handled something. Weak: it goes when identifiers go, and identifies nobody. */
const BOOKKEEPING =
  /^(?:created|updated|modified|generated|submitted|submit|landed|sent|received|processed|delivered|bounced|published|released|last_?(?:seen|modified|updated)|expires?|event|occurred|issued|build|kick.?off|renewal|effective)?[\s_-]?(?:at|on|date|date_?time|time|timestamp|ts|when)$|^(?:released|timestamp|event_?ts|generatedDateTime|EventDateTime|date_?created|date_?modified)$/i;

/**
 * Safe Harbor (C): dates with any element smaller than a year. ISO 8601, numbers in US and European
 * order, month names in English and Spanish, month and year. A year alone is no date, unless somebody was born in it
 * who may be over 89.
 */
export const date = defineRecogniser('date', 0, (view, segment) => {
  const { traits } = view;
  if ((traits & (Trait.digit | Trait.upper)) === 0) return [];
  const hint = segment.hint ?? '';
  if (VERSION.test(hint)) return [];
  const scale = BOOKKEEPING.test(hint) ? 0.5 : 1;
  const spans: Span[] = [];
  const add = (start: number, length: number, score: number): void => {
    spans.push({ label: 'DATE', start, end: start + length, score: score * scale });
  };
  if ((traits & Trait.digit) !== 0) {
    addNumeric(view, hint, add);
    if ((traits & Trait.letter) !== 0) addNamed(view, add);
  }
  if ((traits & Trait.upper) !== 0 && (view.allSigns & MONTH_NAME) !== 0) {
    for (const match of monthsAlone(view)) {
      if (EVENT.test(before(view.text, match.index, 64))) add(match.index, match[0].length, 0.45);
    }
  }
  return spans;
});

type Add = (start: number, length: number, score: number) => void;

function addNumeric(view: View, hint: string, add: Add): void {
  const { text } = view;
  for (const match of matchesAtRuns(ISO, view, 4, 4)) add(match.index, match[0].length, 0.9);
  for (const match of matchesAtRuns(NUMERIC, view, 1, 2)) {
    const [whole, first = '', separator, second = '', year = ''] = match;
    const [a, b, y] = [Number(first), Number(second), Number(year)];
    if (!isCalendarDay(y, a, b) && !isCalendarDay(y, b, a)) continue;
    // Two dots with a short last number are a version or a section before they are a date.
    if (separator === '.' && year.length < 4 && !BIRTH_CUE.test(before(text, match.index)))
      continue;
    add(match.index, whole.length, year.length === 4 ? 0.9 : 0.75);
  }
  for (const match of matchesAtRuns(NUMERIC_MONTH_YEAR, view, 1, 2))
    add(match.index, match[0].length, 0.6);
  for (const match of matchesAtRuns(SHORT, view, 1, 2)) {
    const end = match.index + match[0].length;
    const cued =
      SHORT_CUE.test(before(text, match.index)) || CLOCK_BEHIND.test(after(text, end, 12));
    if (
      cued &&
      !/^\s?(?:of|cup|tsp|tbsp|tablet|inch|in\b|mile|pain|strength|"|mg|m?l\b)/i.test(
        after(text, end),
      )
    ) {
      add(match.index, match[0].length, 0.6);
    }
  }
  for (const match of matchesAtRuns(OLD_YEAR, view, 4, 4)) {
    if (Number(match[0]) < FIRST_KEPT_YEAR && BORN.test(before(text, match.index, 20)))
      add(match.index, 4, 0.8);
  }
  for (const match of matchesAtRuns(COMPACT, view, 8, 14)) {
    const whole = match[0].length === text.trim().length && TIME_HINT.test(hint);
    const lead = before(text, match.index);
    if (whole || BIRTH_CUE.test(lead)) add(match.index, match[0].length, 0.8);
    else if (COMPACT_CUE.test(lead)) add(match.index, match[0].length, 0.6);
    // Eight digits that are a day of the last hundred years or so, alone: more likely that than a number.
    else if (match[0].length === 8 && /\p{L}{2}/u.test(lead) && !NUMBER_CUE.test(lead))
      add(match.index, 8, 0.5);
  }
  // Seconds or milliseconds since 1970, 2001 to 2065, where the name says that it is a time.
  if (/^\s*1?\d{9}(?:\d{3})?(?:\.\d{1,6})?\s*$/.test(text) && TIME_HINT.test(hint)) {
    add(text.search(/\d/), text.trim().length, 0.6);
  }
}

function addNamed(view: View, add: Add): void {
  for (const match of matchesAtSigns(MONTH_DAY, view, MONTH_NAME)) {
    const [whole, month = '', day = '', year] = match;
    const plain = AMBIGUOUS_MONTH.test(month) && year === undefined && !/[a-z]/.test(day);
    if (!plain) add(match.index, whole.length, year === undefined ? 0.7 : 0.9);
  }
  for (const match of (view.allSigns & MONTH_NAME) === 0
    ? []
    : matchesAtRuns(DAY_MONTH, view, 1, 2)) {
    const [whole, day = '', month = '', year] = match;
    const plain = AMBIGUOUS_MONTH.test(month) && year === undefined && !/[a-z]/.test(day);
    if (!plain) add(match.index, whole.trimEnd().length, year === undefined ? 0.7 : 0.9);
  }
  for (const match of matchesAtSigns(MONTH_YEAR, view, MONTH_NAME))
    add(match.index, match[0].length, 0.6);
  addOrdinals(view, add);
}

/** `the 3rd of this month`, `on the 3rd`. */
function addOrdinals({ text, runs, runEnds }: View, add: Add): void {
  let done = 0;
  for (let index = 0; index < runs.length; index++) {
    const [at, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    if (end - at > 2 || at < done || !isOrdinal(text, end)) continue;
    for (const start of /\bthe\s$/i.test(before(text, at, 5)) ? [at - 4, at] : [at]) {
      DAY_OF_MONTH.lastIndex = start;
      const match = DAY_OF_MONTH.exec(text);
      if (match === null) continue;
      add(start, match[0].length, 0.55);
      done = start + match[0].length;
      break;
    }
  }
}

function isOrdinal(text: string, at: number): boolean {
  const ending = text.slice(at, at + 2).toLowerCase();
  return ending === 'st' || ending === 'nd' || ending === 'rd' || ending === 'th';
}
