import { addMatch, before } from './define-recogniser.ts';
import type { Segment } from './document.ts';
import type { View } from './normalize.ts';
import { unicode } from './unicode.ts';

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** A telephone number, and whether a fax machine answers it rather than a person. */
export interface PhoneNumber extends Stretch {
  readonly isFax: boolean;
}

const EXTENSION = /[,;]?\s{0,2}(?:x|ext\.?|extension|#)\s{0,2}\d{1,6}(?!\w)/iy;
const US =
  /(?<![\w.@/$\u20ac\xa3-])(?:(?:\+|00)?1[-. ]?)?(?:\([2-9]\d{2}\)\s{0,2}|[2-9]\d{2}([-. /]))[2-9]?\d{2}[-. ]\d{4}(?!\d|[-.]\d)/y;
const US_PAREN_LOOSE = /(?<![\w.@/-])\(\d{3}\)\s{0,2}\d{3}[-. ]?\d{4}(?!\d)/y;
/** With room around its signs: `(303) 555 - 0142`, `( 303 ) 555-0142`, `303 · 555 · 0142`. */
const US_WIDE =
  /(?<![\w.@/$\u20ac\xa3-])(?:\+?1[-. ]{1,3})?(?:[([] ?[2-9]\d{2} ?[)\]] {0,2}(?:[-.\xb7\u2022] {0,2})?|[2-9]\d{2} {0,2}[-.\xb7\u2022] {0,2})[2-9]\d{2}(?: {1,2}| {0,2}[-.\xb7\u2022] {0,2})\d{4}(?!\d|[-.]\d| {0,2}[-\xb7\u2022] {0,2}\d)/y;
const INTERNATIONAL = /(?<![\w+])(?:\+|00(?=[1-9]))\s?(?:\d[\s().-]{0,2}){7,15}(?![\d])/y;
const RUN = /(?<![\w.$\u20ac\xa3#/-])\(?\d(?:[ \t().-]{0,2}\d){6,14}(?![\w]|\.\d|[-/]\d)/y;
/** `call me on 450 0840`, `655 437 108 office`. */
const CALLED_ON =
  /\b(?:(?:call|reach|text|ring|phone|contact)(?:ed)?\s(?:me|us|him|her|them|someone|back)?\s?(?:on|at)|(?:on|to|at|with|from)\s(?:my|his|her|our|their|your|the)\s(?:registered|own|other|new|old|usual|current)(?:\s(?:number|mobile|phone|cell))?)\s$/i;
const FOLLOWED = /^[\s,\\(-]{1,3}(?:office|mobile|fax|desk|cell|home|work|direct)\b/i;
const NANP = /^1?[2-9]\d{2}[2-9]\d{6}$/;
/** Digits before the sign of a number without an area, and the sign. */
const LOCAL_EXCHANGE = 3;
const JOINTS: ReadonlySet<number> = new Set(Buffer.from('-.'));
const LOCAL = /(?<![\w.$\u20ac\xa3#/-])\d{3}[-.]\d{4}(?![\w]|[-.]\d)/y;

const CUE =
  /(?:\b(?:tele)?phones?|\bcall(?:s|ed|ing|back)?|\bcell(?:ular)?|\bmobile|\btel|\btext(?:ed)?|\bsms|\bwhats\s?app|\bdial|\bring|\breach(?:ed|able)?|\bcontact|\bcb|\bvoicemail|\bnumber|\bph|\bhome|\bwork|\bhotline|\bfax|\btel[e\xe9]fono|\bcelular|\bm[o\xf3]vil|\bll[a\xe1]m\w*|\bt[e\xe9]l[e\xe9]phone|\bappele[rz]|\btelefon(?:nummer|isch)?|\brufen|\brufnummer|\bhandy(?:nummer)?|\bfestnetz)\b\.?[^\d\n]{0,24}$/i;
/** A label directly before: then seven digits are enough, also on the next line. */
const LABELLED =
  /\b(?:(?:tele)?phone|tel|mobile|cell|fax|office|home|work|ph|contact|hotline|tel[e\xe9]fono|celular)(?:\s(?:number|no\.?))?\s?[:.]\s{0,3}$/i;
const HINT =
  /phone|mobile|cell(?!s)|\btel\b|telephone|telecom|whatsapp|wa_id|sms|text_reminder|callback|fax|telefono|tel[e\xe9]fono|celular|contact.?num|best.{0,12}number|number.{0,8}to.(?:reach|call|text)|(?:reach|call|text).you|^from$|^to$/i;
const TOLL_FREE = /^\D{0,3}(?:1\D{0,2})?8(?:00|33|44|55|66|77|88)\D/;
/** Words that make digits something else. */
const NOT_PHONE =
  /(?:order|invoice|ticket|tracking|\bpo|sku|isbn|mrn|record|account|acct|\bid|serial|policy|member(?!\sservices)|npi|ssn|claim|ref)\b[^\d\n]{0,12}$/i;

/** North American numbers with separators, international ones with a plus, others where words say so. */
export function findPhoneNumbers(view: View, segment: Segment): PhoneNumber[] {
  const { text } = view;
  const starts = startsOf(view);
  if (starts.length === 0) return [];
  const { hint = '' } = segment;
  let hinted: boolean | undefined;
  const isHinted = (): boolean =>
    (hinted ??= hint !== '' && HINT.test(hint) && !/(?:_|\b)id$/i.test(hint.replace(/wa_id$/, '')));
  const found: Stretch[] = [];
  /** Where those end that begin at a place. */
  const seen = new Map<number, number>();
  const endOf = (start: number, matched: string): number => {
    const isClosed = isDigit(matched.charCodeAt(matched.length - 1));
    const end = start + (isClosed ? matched : matched.replace(/[\s(.-]+$/, '')).length;
    if (!mayBeExtension(text, end)) return end;
    EXTENSION.lastIndex = end;
    return end + (EXTENSION.exec(text)?.[0].length ?? 0);
  };
  // What another form has seen to its end: a second reading of it changes nothing.
  const isSeen = (start: number, matched: string): boolean => {
    const end = seen.get(start);
    return end !== undefined && end >= endOf(start, matched);
  };
  const add = (start: number, matched: string, score: number): void => {
    const end = endOf(start, matched);
    found.push({ start, end, score });
    seen.set(start, Math.max(end, seen.get(start) ?? end));
  };
  for (const match of matchesAt(US, First.plus | First.parenthesis | DIGIT, text, starts)) {
    if (NOT_PHONE.test(before(text, match.index))) continue;
    add(match.index, match[0], TOLL_FREE.test(match[0]) ? 0.45 : 0.9);
  }
  for (const match of matchesAt(US_PAREN_LOOSE, First.parenthesis, text, starts))
    add(match.index, match[0], 0.85);
  for (const match of matchesAt(US_WIDE, WIDE_FIRST, text, starts)) {
    if (isSeen(match.index, match[0])) continue;
    if (!NOT_PHONE.test(before(text, match.index))) add(match.index, match[0], 0.7);
  }
  for (const match of matchesAt(INTERNATIONAL, First.plus | First.zero, text, starts)) {
    const digits = countDigits(match[0]);
    const cued = match[0].startsWith('+') || isHinted() || CUE.test(before(text, match.index));
    if (cued && digits >= 8) add(match.index, match[0], 0.9);
  }
  for (const match of matchesAt(RUN, First.parenthesis | DIGIT, text, starts)) {
    // Seen by its form already: what words say of it adds nothing.
    if (isSeen(match.index, match[0])) continue;
    const digits = countDigits(match[0]);
    const lead = before(text, match.index);
    const whole = match.index <= 1 && match[0].length >= text.trim().length - 2 && isHinted();
    if (digits > 15 || NOT_PHONE.test(lead)) continue;
    const named = FOLLOWED.test(
      text.slice(match.index + match[0].length, match.index + match[0].length + 14),
    );
    if (
      whole ||
      named ||
      LABELLED.test(lead) ||
      CALLED_ON.test(lead) ||
      (digits >= 9 && CUE.test(lead))
    )
      add(match.index, match[0], 0.75);
    // North American numbers: no area or exchange begins with 0 or 1 (NANP). Ten such digits alone are most likely one.
    else if (NANP.test(match[0]) && unicode('\\p{L}{2}').test(text))
      add(match.index, match[0], 0.55);
  }
  const local = starts.filter((start) => JOINTS.has(text.charCodeAt(start + LOCAL_EXCHANGE)));
  for (const match of matchesAt(LOCAL, DIGIT, text, local)) {
    const lead = before(text, match.index);
    if ((isHinted() || CUE.test(lead)) && !NOT_PHONE.test(lead)) add(match.index, match[0], 0.7);
  }
  const isFaxField = isOfFax(segment);
  return withoutOverlap(found).map(({ start, end, score }) => ({
    start,
    end,
    score,
    isFax: isFaxField || introducesFax(before(text, start, 60)),
  }));
}

/** Whether a field's name says that its number is a fax's. */
export function isOfFax({ hint = '' }: Segment): boolean {
  return hint !== '' && FAX_HINT.test(hint);
}

/** Between two groups of digits of one number: `) - `. */
const WIDEST_GAP = 3;
const FEWEST_DIGITS = 7;

/** Where a number may begin: at digits with enough of them close behind, and at a plus or a parenthesis before them. */
function startsOf({ text, runs, runEnds }: View): number[] {
  const starts: number[] = [];
  // From the last one back: how many digits stand close together from here on.
  let close = 0;
  for (let run = runs.length - 1; run >= 0; run--) {
    const start = runs[run] ?? 0;
    const end = runEnds[run] ?? 0;
    const next = runs[run + 1] ?? Infinity;
    close = (next - end <= WIDEST_GAP ? close : 0) + end - start;
    if (close < FEWEST_DIGITS) continue;
    const before = text.charCodeAt(start - 1);
    // No number begins within a word.
    if (isOfWord(before)) continue;
    starts.push(start);
    const isOpen = before === PARENTHESIS || before === BRACKET;
    if (before === PLUS || isOpen) starts.push(start - 1);
    else if (OPENINGS.has(text.charCodeAt(start - 2)) && before === SPACE) starts.push(start - 2);
  }
  return starts.reverse();
}

/** Whether an extension may stand at a place: its first letter or sign does, behind no more than a mark and two spaces. */
function mayBeExtension(text: string, end: number): boolean {
  let at = end;
  let code = text.charCodeAt(at);
  if (code === COMMA || code === SEMICOLON) code = text.charCodeAt(++at);
  if (code <= SPACE) code = text.charCodeAt(++at);
  if (code <= SPACE) code = text.charCodeAt(at + 1);
  const letter = code | SPACE;
  return letter === LETTER_X || letter === LETTER_E || code === NUMBER_SIGN || code >= 0x80;
}

function countDigits(text: string): number {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) digits += 1;
  }
  return digits;
}

/** Letters, digits and the underscore of ASCII, as `\\w` has them. */
const isOfWord = (code: number): boolean =>
  isDigit(code) ||
  code === UNDERSCORE ||
  ((code | SPACE) >= LETTER_A && (code | SPACE) <= LETTER_Z && code < 0x80);
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const PLUS = 0x2b;
const PARENTHESIS = 0x28;
const BRACKET = 0x5b;
const SPACE = 0x20;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const NUMBER_SIGN = 0x23;
const UNDERSCORE = 0x5f;
const LETTER_A = 0x61;
const LETTER_Z = 0x7a;
const LETTER_E = 0x65;
const LETTER_X = 0x78;
const OPENINGS: ReadonlySet<number> = new Set([PLUS, PARENTHESIS, BRACKET]);

/** The characters that a number may begin with, as bits. */
const First = { plus: 1, parenthesis: 2, bracket: 4, zero: 8, digit: 16 } as const;
const DIGIT = First.zero | First.digit;
const WIDE_FIRST = First.plus | First.parenthesis | First.bracket | First.digit;
const FIRSTS = new Uint8Array(0x80);
for (const digit of '123456789') FIRSTS[digit.charCodeAt(0)] = First.digit;
FIRSTS[0x30] = First.zero;
FIRSTS[PLUS] = First.plus;
FIRSTS[PARENTHESIS] = First.parenthesis;
FIRSTS[BRACKET] = First.bracket;

/** @param firsts bits of `First` that a match may begin with */
function matchesAt(
  form: RegExp,
  firsts: number,
  text: string,
  starts: readonly number[],
): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let done = 0;
  for (const start of starts) {
    const first = FIRSTS[text.charCodeAt(start)] ?? 0;
    if ((first & firsts) !== 0) done = addMatch(form, text, start, done, found);
  }
  return found;
}

/** One number per stretch of text: the most certain reading, then the longest. */
function withoutOverlap(found: Stretch[]): Stretch[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Stretch[] = [];
  for (const number of found) {
    const last = kept.at(-1);
    if (last === undefined || last.end <= number.start) kept.push(number);
    else if (number.end - number.start > last.end - last.start) kept[kept.length - 1] = number;
  }
  return kept;
}

const FAX_HINT = /fax/i;

const FAX_BEFORE = /^.*\b(?:tele)?fax(?:ed|es|ing)?\b(.*)$/is;
/** The nearest word for a kind of number before this one is "fax". */
function introducesFax(lead: string): boolean {
  const fax = FAX_HINT.test(lead) ? FAX_BEFORE.exec(lead) : null;
  if (fax === null) return false;
  const between = (fax[1] ?? '').replace(/\bno\./i, '');
  return !/\d{4}|\b(?:phone|call|cell|mobile|tel|or)\b|[.!?]\s|\n/i.test(between);
}
