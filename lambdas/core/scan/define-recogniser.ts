import type { Segment } from './document.ts';
import { newView, Trait, unchanged, viewOf, type View } from './normalize.ts';
import type { Recogniser, Span } from './recogniser.ts';
import { unicode } from './unicode.ts';

const NONE: readonly Span[] = [];

/**
 * A recogniser that works on the normalized view of a segment; its spans are led back to the text as
 * it was received. Ordinary field names are passed over, unless they have digits enough for a value.
 *
 * @param needs bits of `Trait` without which nothing can be found
 */
export function defineRecogniser(
  name: string,
  needs: number,
  find: (view: View, segment: Segment) => readonly Span[],
): Recogniser {
  return {
    name,
    needs,
    skipsNames: true,
    recognise(segment, whole = viewOf(segment)) {
      if ((whole.traits & needs) !== needs) return NONE;
      const view = segment.role === 'key' ? keyView(whole) : whole;
      if (view === undefined) return NONE;
      const spans = find(view, segment);
      if (spans.length === 0 || whole.toReceived === unchanged) return spans;
      return spans.map((span) => {
        const [start, end] = whole.toReceived(span.start, span.end);
        return { ...span, start, end };
      });
    },
  };
}

/** A telephone number has seven digits, a date of birth six: `born-12-03-84`. */
const VALUE_DIGITS = 6;

/** Whether a field's name has too few digits for a value in it. */
export function isNameOnly({ digits }: View): boolean {
  let all = 0;
  for (const count of digits) all += count;
  return all < VALUE_DIGITS;
}

/**
 * A key as text: what joins its words (`ip_10.20.30.40`) becomes a space, so that a value in it is seen to
 * begin. Undefined for an ordinary field name.
 */
function keyView(view: View): View | undefined {
  const { text, traits, isFieldName, toReceived } = view;
  if (isNameOnly(view)) return isFieldName ? undefined : view;
  if ((traits & Trait.at) !== 0) return view;
  return newView(
    text.replace(unicode('_|(?<=\\p{L})[-.](?=\\d)', 'g'), ' '),
    isFieldName,
    toReceived,
    view,
  );
}

/**
 * Adds the match of a sticky expression at a place, unless it stands in the one before.
 *
 * @param done where the one before ends
 * @returns where the last one ends now
 */
export function addMatch(
  expression: RegExp,
  text: string,
  start: number,
  done: number,
  found: RegExpExecArray[],
): number {
  if (start < done) return done;
  expression.lastIndex = start;
  const match = expression.exec(text);
  if (match === null) return done;
  found.push(match);
  return start + match[0].length;
}

/** Where the match of a sticky expression at a place ends, or -1. Without a copy of what it matched. */
export function endAt(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : -1;
}

/**
 * What an expression may ask for right behind the digits that it begins with, as bits. One look at a character costs
 * less than to run an expression, and most numbers are followed by nothing that any of them waits for.
 */
export const Behind = {
  space: 1,
  letter: 2,
  dot: 4,
  hyphen: 8,
  slash: 16,
  colon: 32,
  other: 64,
  any: 0xff,
} as const;
const BEHIND = new Uint8Array(0x80).fill(Behind.other);
BEHIND.fill(Behind.space, 0x09, 0x0e).fill(Behind.space, 0x20, 0x21);
BEHIND.fill(Behind.letter, 0x41, 0x5b).fill(Behind.letter, 0x61, 0x7b);
BEHIND[0x2e] = Behind.dot;
BEHIND[0x2d] = Behind.hyphen;
BEHIND[0x2f] = Behind.slash;
BEHIND[0x3a] = Behind.colon;

/** Whether what stands at a place is one of these. Beyond ASCII it may be any of them, and where the text ends. */
export function isBehind(text: string, at: number, wanted: number): boolean {
  const code = text.charCodeAt(at);
  return !(code < 0x80) || ((BEHIND[code] ?? 0) & wanted) !== 0;
}

const EVERY_LETTER = 0x3ff_ffff;
const SPACE = 0x20;
const LETTER_A = 0x61;

/** Letters of ASCII as bits, in either case. */
export function lettersOf(letters: string): number {
  let bits = 0;
  for (const letter of letters) bits |= 1 << (letter.charCodeAt(0) - LETTER_A);
  return bits;
}

/**
 * Whether one of these letters stands at a place, or behind the one space there; or no letter of ASCII at all. Most
 * numbers of a text are followed by a word that nobody waits for.
 *
 * @param letters of `lettersOf`
 */
export function mayBeBefore(text: string, at: number, letters: number): boolean {
  let code = text.charCodeAt(at);
  if (code === SPACE) code = text.charCodeAt(at + 1);
  const letter = (code | SPACE) - LETTER_A;
  return !(letter >= 0 && letter < 26) || ((letters >>> letter) & 1) !== 0;
}

/**
 * The matches of a sticky expression at the words that have digits and that `may` be the first of one.
 * Where a match ends the next begins.
 *
 * @param may told how long a word is, how many digits it has, and where it ends
 * @param behind what of `Behind` the expression asks for behind a word of digits alone
 * @param letters which letters it takes there, at once or behind a space (`lettersOf`)
 */
export function matchesAtNumbers(
  expression: RegExp,
  { text, starts, ends, numbers, digits }: View,
  may: (length: number, digits: number, end: number) => boolean,
  behind: number = Behind.any,
  letters: number = EVERY_LETTER,
): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let done = 0;
  for (let index = 0; index < numbers.length; index++) {
    const word = numbers[index] ?? 0;
    const start = starts[word] ?? 0;
    const end = ends[word] ?? 0;
    const count = digits[index] ?? 0;
    if (!may(end - start, count, end)) continue;
    const isPlain = count === end - start;
    if (isPlain && !(isBehind(text, end, behind) && mayBeBefore(text, end, letters))) continue;
    done = addMatch(expression, text, start, done, found);
  }
  return found;
}

/**
 * The matches of a sticky expression that begins with a run of digits, of at least and at most so many. Where a match
 * ends the next begins.
 *
 * @param behind what of `Behind` the expression asks for behind the run
 * @param letters which letters it takes there, at once or behind a space (`lettersOf`)
 */
export function matchesAtRuns(
  expression: RegExp,
  { text, runs, runEnds }: View,
  fewest: number,
  most: number,
  behind: number = Behind.any,
  letters: number = EVERY_LETTER,
): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let done = 0;
  for (let index = 0; index < runs.length; index++) {
    const start = runs[index] ?? 0;
    const end = runEnds[index] ?? 0;
    if (end - start < fewest || end - start > most) continue;
    if (!isBehind(text, end, behind) || !mayBeBefore(text, end, letters)) continue;
    done = addMatch(expression, text, start, done, found);
  }
  return found;
}

/**
 * Whether an expression may find one of these words in a text, which it looks for without regard to case. For it a word
 * may begin or end at a letter beyond ASCII, which for the walk over the text is a part of the word.
 *
 * @param sign of `newSign`
 */
export function mayHaveWord({ allSigns, traits }: View, sign: number): boolean {
  return (allSigns & sign) !== 0 || (traits & Trait.foreign) !== 0;
}

/**
 * The matches of a sticky expression at the words that are a sign (`newSign`). Where a match ends the next begins.
 *
 * @param may told where a word begins: whether a match may begin there
 */
export function matchesAtSigns(
  expression: RegExp,
  { text, signs, signKinds, allSigns }: View,
  sign: number,
  may?: (text: string, at: number) => boolean,
): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  if ((allSigns & sign) === 0) return found;
  let done = 0;
  for (let index = 0; index < signs.length; index++) {
    const start = signs[index] ?? 0;
    if (((signKinds[index] ?? 0) & sign) === 0 || may?.(text, start) === false) continue;
    done = addMatch(expression, text, start, done, found);
  }
  return found;
}

/** All matches of a global expression. Bounded quantifiers only: each attempt must be cheap. */
export function matches(expression: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    found.push(match);
    if (match[0] === '') expression.lastIndex += 1;
  }
  return found;
}

/** The `length` characters before `at`, for looking at what introduces a match. */
export function before(text: string, at: number, length = 32): string {
  return text.slice(Math.max(0, at - length), at);
}

/** The `length` characters from `at` on. */
export function after(text: string, at: number, length = 16): string {
  return text.slice(at, at + length);
}
