import { AMBIGUOUS_MONTH, isCalendarDay, MONTH, MONTH_NAME } from '../calendar.ts';
import {
  after,
  before,
  Behind,
  defineRecogniser,
  lettersOf,
  matchesAtRuns,
  matchesAtSigns,
  mayBeBefore,
  mayHaveWord,
} from '../define-recogniser.ts';
import { FIRST_KEPT_YEAR } from '../generalized.ts';
import { monthsAlone } from '../months-alone.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';
import { unicode } from '../unicode.ts';

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
/** With one sign throughout, or none: `12-Mar-84`, `12/Mar/2024`, `12MAR84`. */
const DAY_MONTH_YEAR = new RegExp(
  `(?<![\\d./-])(?:0?[1-9]|[12]\\d|3[01])([-/.]?)${MONTH}\\1((?:18|19|20)\\d{2}|\\d{2})(?![\\dA-Za-z])`,
  'iy',
);
/** Without a year's mark where somebody was born then: `12 mar 84`. */
const BORN_NAMED = new RegExp(
  `(?:${DAY}[\\s-]{1,2}${MONTH}|${MONTH}[\\s-]{1,2}${DAY}),?[\\s-]{1,2}\\d{2}(?![\\dA-Za-z:])`,
  'iy',
);
/** Days of the month as they are said. */
const SAID_DAY =
  '(?:(?:twenty|thirty)[\\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)';
const SAID_ONES = '(?:one|two|three|four|five|six|seven|eight|nine)';
const SAID_YEAR = `(?:(?:eighteen|nineteen|twenty)[\\s-](?:hundred|(?:o|oh|zero)[\\s-]${SAID_ONES}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\\s-]${SAID_ONES})?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)|two\\sthousand(?:(?:\\sand)?\\s(?:${SAID_ONES}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twenty|thirty)(?:[\\s-]${SAID_ONES})?))?|(?:18|19|20)\\d{2})`;
/** `March twelfth, nineteen eighty-four`. */
const SAID = new RegExp(
  `(?<![A-Za-z])(?:${MONTH})\\s(?:the\\s)?${SAID_DAY}(?:,?\\s(?:of\\s)?${SAID_YEAR})?(?![A-Za-z])`,
  'iy',
);
/** What stands before a month: `the twelfth of`. */
const SAID_BEFORE = new RegExp(`(?<![A-Za-z])${SAID_DAY}\\s(?:day\\s)?(?:of\\s)?$`, 'i');
const SAID_BEHIND = new RegExp(
  `^${MONTH}(?![A-Za-z])(?:,?\\s(?:of\\s)?${SAID_YEAR}(?![A-Za-z]))?`,
  'i',
);
/** The last letters of those words. */
const ENDS_SAID = lettersOf('dfhty');
const SAID_ORDER = /^(?:may|march)\s(?:the\s)?(?:first|second|third)$/;
const ANY_MONTH = new RegExp(`(?<![A-Za-z])${MONTH}(?![A-Za-z])`, 'iy');
const MONTH_YEAR = new RegExp(
  `(?<![A-Za-z])(${MONTH})\\.?,?[\\s-]{1,2}(?:of\\s|de\\s)?(${YEAR})(?!\\d)`,
  'iy',
);
const NUMERIC_MONTH_YEAR = /(?<![\d/.-])(?:0?[1-9]|1[0-2])\/(?:19|20)\d{2}(?![\d/])/y;
const SHORT = /(?<![\d/.$-])(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])(?![\d/]|\.\d|%|-\d)/y;
const COMPACT =
  /(?<!\d)(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T?\d{4}(?:\d{2})?Z?)?(?!\d)/y;

/** Where somebody was born then, in any order: `03121984`, `840312`, `3 12 84`. */
const BORN_COMPACT = /(?<!\d)\d{6}(?:\d{2})?(?![\dA-Za-z]|[-.]\d)/y;
const BORN_SPACED =
  /(?<![\d.])\d{1,2}\s\d{1,2}\s(?:\d{2}|(?:18|19|20)\d{2})(?![\dA-Za-z]|[\s./:-]\d)/y;

const SHORT_CUE =
  /\b(?:on|by|since|until|till|from|to|dated?|before|after|starting|began|born|dob|seen|surgery|visit|visited|appt|appointment|admitted|discharged|discharge|due|scheduled|for|ship|between|and|through|follow-?up|last|cancel(?:led)?|(?:re)?schedule|book(?:ed)?|confirm(?:ed)?|see\s(?:you|u|ya)|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?)\s?:?\s?(?:the\s)?$/i;
/** `9/18 at 3`, `5/26 1:45 am`. */
const CLOCK_BEHIND = /^,?\s(?:(?:at|@)\s?\d{1,2}\b|\d{1,2}(?::\d{2})?\s?[ap]\.?m\b)/i;
const BIRTH_CUE =
  /\b(?:dob|d\.o\.b\.?|birth\s?(?:date|day)?|born|date|fecha|nacimiento)\b[^\d\n]{0,16}$/i;
const BIRTH_ALONE =
  /\b(?:dob|d\.o\.b\.?|birth\s?(?:date|day)?|born)(?:\s(?:is|on))?\b[\s:.=#-]{1,4}$/i;
const BIRTH_HINT = /\bdob\b|birth|\bborn\b/i;
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
/** The words that all of those begin with: most texts tell of no birth. */
const BIRTH_WORD = newSign('dob b birth birthdate birthday birthyear born yob');
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
  if ((traits & (Trait.digit | Trait.upper)) === 0 && (view.allSigns & MONTH_NAME) === 0) return [];
  const { hint = '' } = segment;
  const spans: Span[] = [];
  const add = (start: number, length: number, score: number): void => {
    spans.push({ label: 'DATE', start, end: start + length, score });
  };
  if ((traits & Trait.digit) !== 0) {
    addNumeric(view, hint, add);
    if ((traits & Trait.letter) !== 0) addNamed(view, add);
  }
  if ((view.allSigns & MONTH_NAME) !== 0) addSaid(view, add);
  if ((traits & Trait.upper) !== 0 && (view.allSigns & MONTH_NAME) !== 0) {
    for (const match of monthsAlone(view)) {
      if (EVENT.test(before(view.text, match.index, 64))) add(match.index, match[0].length, 0.45);
    }
  }
  if (spans.length === 0 || hint === '') return spans;
  if (VERSION.test(hint)) return [];
  return BOOKKEEPING.test(hint) ? spans.map((span) => ({ ...span, score: span.score / 2 })) : spans;
});

type Add = (start: number, length: number, score: number) => void;

/** Between the numbers of a date, and between a day and the name of its month. */
const SIGN = Behind.dot | Behind.hyphen | Behind.slash;
const BEFORE_MONTH = Behind.space | Behind.letter | Behind.hyphen;
/** What the names of months begin with, `of`, `de`, and what makes a number an ordinal. */
const MONTHS_AND_ORDINALS = lettersOf('adefjmnorst');

function addNumeric(view: View, hint: string, add: Add): void {
  const { text } = view;
  for (const match of matchesAtRuns(ISO, view, 4, 4, SIGN)) add(match.index, match[0].length, 0.9);
  for (const match of matchesAtRuns(NUMERIC, view, 1, 2, SIGN)) {
    const [whole, first = '', separator, second = '', year = ''] = match;
    const [a, b, y] = [Number(first), Number(second), Number(year)];
    if (!isCalendarDay(y, a, b) && !isCalendarDay(y, b, a)) continue;
    // Two dots with a short last number are a version or a section before they are a date.
    if (separator === '.' && year.length < 4 && !BIRTH_CUE.test(before(text, match.index)))
      continue;
    add(match.index, whole.length, year.length === 4 ? 0.9 : 0.75);
  }
  const hasSlash = text.includes('/');
  for (const match of hasSlash ? matchesAtRuns(NUMERIC_MONTH_YEAR, view, 1, 2, Behind.slash) : [])
    add(match.index, match[0].length, 0.6);
  for (const match of hasSlash ? matchesAtRuns(SHORT, view, 1, 2, Behind.slash) : []) {
    const end = match.index + match[0].length;
    const cued =
      SHORT_CUE.test(before(text, match.index)) || CLOCK_BEHIND.test(after(text, end, 12));
    if (
      cued &&
      !/^\s?(?:of|cup|tsp|tbsp|tablet|inch|in\b(?!\s(?:the|our|my|his|her|their|your|clinic|office|hospital|person|surgery|consult|e[dr]|icu|pacu)\b)|mile|pain|strength|"|mg|m?l\b)/i.test(
        after(text, end),
      )
    ) {
      add(match.index, match[0].length, 0.6);
    }
  }
  const tellsBirth = mayHaveWord(view, BIRTH_WORD);
  for (const match of tellsBirth ? matchesAtRuns(OLD_YEAR, view, 4, 4) : []) {
    if (Number(match[0]) < FIRST_KEPT_YEAR && BORN.test(before(text, match.index, 20)))
      add(match.index, 4, 0.8);
  }
  for (const match of matchesAtRuns(COMPACT, view, 8, 14)) {
    const whole = match[0].length === text.trim().length && TIME_HINT.test(hint);
    const lead = before(text, match.index);
    if (whole || BIRTH_CUE.test(lead)) add(match.index, match[0].length, 0.8);
    else if (COMPACT_CUE.test(lead)) add(match.index, match[0].length, 0.6);
    // Eight digits that are a day of the last hundred years or so, alone: more likely that than a number.
    else if (match[0].length === 8 && unicode('\\p{L}{2}').test(lead) && !NUMBER_CUE.test(lead))
      add(match.index, 8, 0.5);
  }
  const isHinted = hint !== '' && BIRTH_HINT.test(hint);
  const born =
    tellsBirth || isHinted
      ? [
          ...matchesAtRuns(BORN_COMPACT, view, 6, 8),
          ...matchesAtRuns(BORN_SPACED, view, 1, 2, Behind.space, 0),
        ]
      : [];
  for (const match of born) {
    const isAlone = isHinted && match[0].length === text.trim().length;
    if ((isAlone || BIRTH_ALONE.test(before(text, match.index))) && isDay(match[0])) {
      add(match.index, match[0].length, 0.75);
    }
  }
  // Seconds or milliseconds since 1970, 2001 to 2065, where the name says that it is a time.
  if (
    (view.traits & Trait.letter) === 0 &&
    text.length >= 9 &&
    /^\s*1?\d{9}(?:\d{3})?(?:\.\d{1,6})?\s*$/.test(text) &&
    TIME_HINT.test(hint)
  ) {
    add(text.search(/\d/), text.trim().length, 0.6);
  }
}

function addNamed(view: View, add: Add): void {
  for (const match of matchesAtSigns(MONTH_DAY, view, MONTH_NAME)) {
    const [whole, month = '', day = '', year] = match;
    const plain = year === undefined && AMBIGUOUS_MONTH.test(month) && !/[a-z]/.test(day);
    const { index } = match;
    // Without anything between and around them a day and a month are letters of a code: `3a8feb20`.
    const isBare = year === undefined && whole.length === day.length + month.length;
    if (!plain && !(isBare && isInside(view.text, index, index + whole.length)))
      add(match.index, whole.length, year === undefined ? 0.7 : 0.9);
  }
  for (const match of (view.allSigns & MONTH_NAME) === 0
    ? []
    : matchesAtRuns(DAY_MONTH, view, 1, 2, BEFORE_MONTH, MONTHS_AND_ORDINALS)) {
    const [whole, day = '', month = '', year] = match;
    const plain = year === undefined && AMBIGUOUS_MONTH.test(month) && !/[a-z]/.test(day);
    const { index } = match;
    // Without anything between and around them a day and a month are letters of a code: `3a8feb20`.
    const isBare = year === undefined && whole.length === day.length + month.length;
    if (!plain && !(isBare && isInside(view.text, index, index + whole.length)))
      add(match.index, whole.trimEnd().length, year === undefined ? 0.7 : 0.9);
  }
  if ((view.allSigns & MONTH_NAME) !== 0) {
    for (const match of matchesAtRuns(DAY_MONTH_YEAR, view, 1, 2, SIGN | Behind.letter)) {
      const [whole, sign, year = ''] = match;
      // `5may10` is a part of a code as well.
      if (sign !== '' || year.length === 4 || whole.length === 7)
        add(match.index, whole.length, 0.8);
    }
    const born = !mayHaveWord(view, BIRTH_WORD)
      ? []
      : [
          ...matchesAtRuns(BORN_NAMED, view, 1, 2, BEFORE_MONTH, MONTHS_AND_ORDINALS),
          ...matchesAtSigns(BORN_NAMED, view, MONTH_NAME),
        ];
    for (const { index, 0: whole } of born) {
      if (BIRTH_ALONE.test(before(view.text, index))) add(index, whole.length, 0.8);
    }
  }
  for (const match of matchesAtSigns(MONTH_YEAR, view, MONTH_NAME))
    add(match.index, match[0].length, 0.6);
  addOrdinals(view, add);
}

/** Whether a letter or a digit stands before or behind a stretch. */
function isInside(text: string, start: number, end: number): boolean {
  return /[A-Za-z0-9]/.test(text.charAt(start - 1) + text.charAt(end));
}

/** Whether numbers without a sign between them are a day in some order. */
function isDay(written: string): boolean {
  const parts = written.split(/\s/);
  const text = parts.length > 1 ? parts.map((part) => part.padStart(2, '0')).join('') : written;
  const [a, b, c] = [text.slice(0, 2), text.slice(2, 4), text.slice(4)].map(Number);
  const [first = 0, second = 0, rest = 0] = [a, b, c];
  if (isCalendarDay(rest, first, second) || isCalendarDay(rest, second, first)) return true;
  return text.length === 6 && isCalendarDay(first, second, rest);
}

/** `March twelfth, nineteen eighty-four`, `the twelfth of March`. */
function addSaid(view: View, add: Add): void {
  const { text } = view;
  for (const { index, 0: whole } of matchesAtSigns(SAID, view, MONTH_NAME)) {
    // "You may first try", "the march second to none".
    if (!SAID_ORDER.test(whole)) add(index, whole.length, 0.7);
  }
  for (const { index } of matchesAtSigns(ANY_MONTH, view, MONTH_NAME)) {
    if (!mayBeBefore(text, index - 2, ENDS_SAID)) continue;
    const day = SAID_BEFORE.exec(before(text, index, 32))?.[0];
    if (day === undefined) continue;
    const behind = SAID_BEHIND.exec(after(text, index, 48))?.[0] ?? '';
    // "The first may be": only what is somebody's day "of" a month, or has a year.
    const isDated = / of\s$/i.test(day) || behind.includes(' ');
    if (isDated && behind !== '') add(index - day.length, day.length + behind.length, 0.65);
  }
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
