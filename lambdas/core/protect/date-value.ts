import { MONTH, MONTHS } from '../scan/calendar.ts';
import { unicode } from '../scan/unicode.ts';

/** A date as it is written: what it says, and how to write another day in the same form. */
export interface DateValue {
  /** Absent where none is written, or only two digits of it. */
  readonly year?: number;
  /** The same form, so many days later (earlier if negative). */
  shift(days: number): string;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** For dates without a year: one without a leap day. */
const SOME_YEAR = 2001;
const DAY_MS = 86_400_000;

/** One writing of dates; undefined when the value is not written so. */
type Reader = (value: string) => DateValue | undefined;

/** The readers of all writings, the particular before the general. */
const READERS: readonly Reader[] = [iso, numeric, compact, monthYear, monthDay, epoch, named];

/** Reads a date that fills the value. Undefined for ranges and writings that are not known. */
export function readDate(value: string): DateValue | undefined {
  const plain = value.normalize('NFKC').replace(unicode('[\\p{Cf}]', 'g'), '').trim();
  if (plain.length === 0 || plain.length > 64) return undefined;
  for (const read of READERS) {
    const date = read(plain);
    if (date !== undefined) return date;
  }
  return undefined;
}

/** The year of a date that is written in full; of a range only where all of it is in one year. */
export function yearOf(value: string): number | undefined {
  const known = readDate(value);
  if (known !== undefined) return known.year;
  const years = new Set(value.normalize('NFKC').match(/(?<!\d)(?:18|19|20)\d{2}(?!\d)/g) ?? []);
  const [year] = years;
  return years.size === 1 && unicode('\\p{L}{3}').test(value) ? Number(year) : undefined;
}

function moved({ year, month, day }: Day, days: number): Day {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const later = new Date(at.getTime() + days * DAY_MS);
  return { year: later.getUTCFullYear(), month: later.getUTCMonth() + 1, day: later.getUTCDate() };
}

function isDay({ month, day }: Day): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** The number in as many digits as the one it replaces had at least. */
function like(original: string, number: number): string {
  return String(number).padStart(original.length, '0');
}

function iso(value: string): DateValue | undefined {
  const match = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})((?:[T\s].{0,40})?)$/.exec(value);
  if (match === null) return undefined;
  const [, year = '', separator = '', month = '', day = '', rest = ''] = match;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!isDay(date)) return undefined;
  return {
    year: date.year,
    shift: (days) => {
      const to = moved(date, days);
      return `${like(year, to.year)}${separator}${like(month, to.month)}${separator}${like(day, to.day)}${rest}`;
    },
  };
}

/** Month first as in the United States, but with dots as in Europe; either way only if that is a month. */
function numeric(value: string): DateValue | undefined {
  const match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})((?:[T\s,].{0,40})?)$/.exec(value);
  if (match === null) return undefined;
  const [, first = '', separator = '', second = '', year = '', rest = ''] = match;
  const dayFirst = Number(first) > 12 || (separator === '.' && Number(second) <= 12);
  const full = year.length === 4 ? Number(year) : 2000 + Number(year);
  const [month, day] = dayFirst ? [second, first] : [first, second];
  const date = { year: full, month: Number(month), day: Number(day) };
  if (!isDay(date)) return undefined;
  return {
    ...(year.length === 4 ? { year: full } : {}),
    shift: (days) => {
      const to = moved(date, days);
      const parts = [like(month, to.month), like(day, to.day)];
      if (dayFirst) parts.reverse();
      parts.push(year.length === 4 ? String(to.year) : like(year, to.year % 100));
      return parts.join(separator) + rest;
    },
  };
}

function compact(value: string): DateValue | undefined {
  const match =
    /^((?:18|19|20)\d{2})(\d{2})(\d{2})((?:\d{2}){0,3}(?:\.\d{1,6})?(?:[+-]\d{4}|Z)?)$/.exec(value);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', rest = ''] = match;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!isDay(date)) return undefined;
  return {
    year: date.year,
    shift: (days) => {
      const to = moved(date, days);
      return `${like(year, to.year)}${like(month, to.month)}${like(day, to.day)}${rest}`;
    },
  };
}

function monthYear(value: string): DateValue | undefined {
  const match = /^(\d{1,2})([-/.])(\d{4})$/.exec(value);
  if (match === null) return undefined;
  const [, month = '', separator = '', year = ''] = match;
  const date = { year: Number(year), month: Number(month), day: 15 };
  if (!isDay(date)) return undefined;
  return {
    year: date.year,
    shift: (days) => {
      const to = moved(date, days);
      return `${like(month, to.month)}${separator}${String(to.year)}`;
    },
  };
}

function monthDay(value: string): DateValue | undefined {
  const match = /^(\d{1,2})([-/])(\d{1,2})$/.exec(value);
  if (match === null) return undefined;
  const [, month = '', separator = '', day = ''] = match;
  const date = { year: SOME_YEAR, month: Number(month), day: Number(day) };
  if (!isDay(date)) return undefined;
  return {
    shift: (days) => {
      const to = moved(date, days);
      return `${like(month, to.month)}${separator}${like(day, to.day)}`;
    },
  };
}

/** Seconds or milliseconds since 1970. */
function epoch(value: string): DateValue | undefined {
  const match = /^(1?\d{9})(\d{3})?(\.\d{1,6})?$/.exec(value);
  if (match === null) return undefined;
  const [, seconds = '', milliseconds = '', rest = ''] = match;
  return {
    year: new Date(Number(seconds) * 1000).getUTCFullYear(),
    shift: (days) =>
      `${String(Number(seconds) + (days * DAY_MS) / 1000).padStart(seconds.length, '0')}${milliseconds}${rest}`,
  };
}

const PIECES = `(?<![\\p{L}])${MONTH}(?![\\p{L}])|(?<!\\d)\\d{1,4}(?!\\d)`;

/** One month by its name, at most one day and one year, in any order and with anything between them. */
function named(value: string): DateValue | undefined {
  const pieces = [...value.matchAll(unicode(PIECES, 'gi'))].map((match) => ({
    at: match.index,
    text: match[0],
  }));
  const months = pieces.filter(({ text }) => unicode('\\p{L}').test(text));
  const years = pieces.filter(({ text }) => /^(?:18|19|20)\d{2}$/.test(text));
  const days = pieces.filter(({ text }) => /^\d{1,2}$/.test(text));
  const [month, year, day] = [months[0], years[0], days[0]];
  if (month === undefined || months.length > 1 || years.length > 1 || days.length > 1) {
    return undefined;
  }
  // "March '84": which century is not said.
  if (day !== undefined && /['\u2019]$/.test(value.slice(0, day.at))) return undefined;
  const date = {
    year: year === undefined ? SOME_YEAR : Number(year.text),
    month: monthNumber(month.text),
    day: day === undefined ? 15 : Number(day.text),
  };
  if (!isDay(date)) return undefined;
  return {
    ...(year === undefined ? {} : { year: date.year }),
    shift: (count) => {
      const to = moved(date, count);
      const suffixed = value.replace(unicode(PIECES, 'gi'), (piece) => {
        if (piece === year?.text) return String(to.year);
        if (piece === day?.text) return like(piece, to.day);
        return piece === month.text ? monthLike(piece, to.month) : piece;
      });
      return suffixed.replace(/(\d)(?:st|nd|rd|th)\b/i, (_, digit: string) => {
        return `${digit}${ordinal(to.day)}`;
      });
    },
  };
}

function monthNumber(name: string): number {
  return MONTHS.get(name.toLowerCase()) ?? 0;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

const ENGLISH =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const SPANISH =
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(
    ' ',
  );

/** The name of another month: in the same language, as long or as short, in the same case. */
function monthLike(original: string, month: number): string {
  const lower = original.toLowerCase();
  const full = (SPANISH.includes(lower) ? SPANISH : ENGLISH)[month - 1] ?? lower;
  const isShort = lower.length <= 4 && !ENGLISH.includes(lower) && !SPANISH.includes(lower);
  const name = isShort ? full.slice(0, 3) : full;
  if (original === original.toUpperCase()) return name.toUpperCase();
  return original === lower ? name : name.charAt(0).toUpperCase() + name.slice(1);
}
