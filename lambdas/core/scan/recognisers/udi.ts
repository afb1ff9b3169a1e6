import { isGtin, isHibc } from '../checksums.ts';
import { before, defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

/** A separator that a scanner prints where the code has FNC1 (GS1 General Specifications section 7.8). */
const GS = '(?:<GS>|\\{GS\\}|\\[GS\\]|\\^\\]|␝|~1)';
/**
 * GS1 application identifiers in brackets (General Specifications section 3.2): the device's (01) and then
 * those of production that FDA lists for a UDI: lot, dates, serial number.
 */
const BRACKETED =
  /(?<=\()(?:01\)\s?\d{14}(?:\s?\((?:10|11|15|17|21|22|30|235|240|250|710|8008)\)\s?[!-'*-~]{1,20}){0,6})/y;
/** The same as the symbol holds it: fixed lengths run on, others end at FNC1. */
const PLAIN = new RegExp(
  `(?:01\\d{14})(?:(?:11|13|15|17)\\d{6}|(?:10|21)[A-Za-z0-9./-]{1,20}(?:${GS}|(?![A-Za-z0-9])))(?:${GS}?(?:(?:11|13|15|17)\\d{6}|(?:10|21)[A-Za-z0-9./-]{1,20})){0,4}`,
  'y',
);
/** Health Industry Bar Code: ANSI/HIBC 2.6, a labeler's code, the product, and what `/` adds. */
const HIBC = /\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}\d(?:\/[A-Z0-9$+%.-]{1,40}){0,4}[A-Z0-9$%+.-]?/y;
/** ICCBBA, ISBT 128: `=/` processor and product, then serial number, lot, dates, donation. */
const ISBT = /=\/[A-Z][A-Z0-9]{15}(?:(?:=,|=>|=\}|=\]|=|&,1|&[A-Z0-9(]|\})[A-Z0-9]{1,30}){0,6}/y;
/** A donation: facility, year, serial number, two flags (ISBT 128 data structure 001). */
const DONATION = /=[A-NP-Z1-9][A-NP-Z0-9]{4}\d{2}\d{6}[A-Z0-9]{2}(?![A-Za-z0-9])/y;
const CUE = /\b(?:udi|hibcc?|device|implant|label|bar\s?code)\b[^\n]{0,24}$/i;

/** Safe Harbor (M): unique device identifiers of the three agencies that FDA has accredited (21 CFR 830.20). */
export const udi = defineRecogniser('udi', Trait.digit, (view) => {
  const { text, traits } = view;
  const spans: Span[] = [];
  if (text.includes('(01)')) {
    for (const { index, 0: found } of matchesAtNumbers(BRACKETED, view, (length) => length === 2)) {
      const gtin = found.replace(/^01\)\s?/, '').slice(0, 14);
      add(index - 1, found.length + 1, isGtin(gtin) ? 0.97 : 0.9, spans);
    }
  }
  if ((traits & Trait.sevenDigits) !== 0) {
    for (const { index, 0: found } of matchesAtNumbers(PLAIN, view, isLong)) {
      if (!isGtin(found.slice(2, 16))) continue;
      // What an identifier begins goes on to the end of the word.
      const end = index + found.length;
      const rest = /^[A-Za-z0-9]{0,60}/.exec(text.slice(end, end + 60))?.[0].length ?? 0;
      add(index, found.length + rest, 0.9, spans);
    }
  }
  if (text.includes('+')) {
    for (const { index, 0: found } of atEach(text, '+', HIBC)) {
      const whole = longestHibc(found);
      if (whole !== undefined) add(index, whole.length, 0.93, spans);
      else if (CUE.test(before(text, index, 40))) add(index, found.length, 0.8, spans);
    }
  }
  if ((traits & Trait.equals) !== 0) {
    for (const { index, 0: found } of atEach(text, '=/', ISBT))
      add(index, found.length, 0.92, spans);
    for (const { index, 0: found } of atEach(text, '=', DONATION))
      add(index, found.length, 0.7, spans);
  }
  return spans;
});

function add(start: number, length: number, score: number, spans: Span[]): void {
  spans.push({ label: 'DEVICE', start, end: start + length, score });
}

function isLong(length: number, digits: number): boolean {
  return length >= 18 && digits >= 16;
}

/** The code with its check character may be followed by what is no part of it: a point that ends a sentence. */
function longestHibc(found: string): string | undefined {
  for (let length = found.length; length >= Math.max(8, found.length - 2); length--) {
    const code = found.slice(0, length);
    if (isHibc(code)) return code;
  }
  const primary = found.split('/')[0] ?? '';
  return primary.length < found.length && isHibc(primary) ? found : undefined;
}

function atEach(text: string, sign: string, form: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at)) {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match !== null) found.push(match);
    at += match === null ? sign.length : match[0].length;
  }
  return found;
}
