import { endAt } from './define-recogniser.ts';
import type { View } from './normalize.ts';
import type { Span } from './recogniser.ts';
import type { IdentifierLabel } from './labels.ts';
import { newKind } from './word-kinds.ts';

/** Words that announce a number. Looked at only where one of their first words stands. */
export interface Cue {
  readonly kind: number;
  readonly pattern: RegExp;
  /** A cheap look at where one of the words begins; false only where `pattern` does not match. */
  readonly mayBegin?: (text: string, at: number) => boolean;
}

/**
 * @param words the first words of everything that `pattern` may match, in lower case, parted by spaces:
 *   letters only, and as they stand (`patientid` besides `patient`); one of a single letter is an abbreviation, which
 *   goes on with a sign and never with a space (`a/c`, `S/N`)
 * @param pattern source of an expression, read without regard to case at one of these words
 */
export function defineCue(words: string, pattern: string): Cue {
  return { kind: newKind(words), pattern: new RegExp(`(?:${pattern})`, 'iy') };
}

const NOUN =
  '(?:numbers?|numb|num|nos?|nr|ids?|identifiers?|identification|codes?|#s?|n[uú]mero)(?![A-Za-z])';
const VERB =
  '(?:is|was|are|es|of|as|reads|shows|remains|(?:(?:is|was)\\s)?(?:listed|given|recorded|noted|shown|registered|assigned)\\sas|will\\sbe|has\\sbeen|on\\s(?:file|record|the\\scard|the\\sform)(?:\\s(?:is|as|shows))?|(?:ending|ends|beginning|starting|starts)(?:\\s(?:in|with))?)';
/** What may stand between a cue and its number: `MRN: `, `member id is `, `acct no. #`. */
const GAP = new RegExp(
  `(?:\\s{0,3}${NOUN}){0,2}\\.?[\\s:#=."'(\\[>*_-]{0,6}[ \\t]{0,40}(?:${VERB}\\s{1,3}|:)?[\\s:#="'(\\[*-]{0,4}`,
  'iy',
);
/** The end of a question, and who answers it: `What is your member id? You: W970679379`. */
const ANSWERED =
  /[^\n.?!\d]{0,40}[.?!]["']?\s{1,3}(?:you|me|user|patient|customer|client|member|caller|visitor|guest|answer|a|reply|response)\s?[:>]\s{1,3}(?:(?:it['\u2019]?s|it\sis|my\s\w{2,10}\s(?:id|number)\sis|sure,?|yes,?)\s)?/iy;
/** A gap that says "what follows is the number", and not only that something follows. */
const TELLING_GAP = new RegExp(`[:#=]|${NOUN}|${VERB}`, 'i');

const ID = /(?:[A-Z]{2,5}#)?[A-Za-z0-9](?:[A-Za-z0-9]|[-_/.](?=[A-Za-z0-9])){0,63}/y;
/** `Record numbers: G4346166 and L948139`. */
const ANOTHER = /\s?(?:,|;|&|\/|and|or|y)\s{1,2}(?=[A-Z]{0,4}-?\d)/y;
const MAX_LIST = 20;
/** Between letters and digits, in a number that somebody gave out. */
const MOST_TURNS = 4;
const SPACED_ID =
  /(?:[A-Z]{1,4} )?(?:\d{3,5}(?: \d{3,5}){1,4}|\d{3} \d{2} \d{4}|\d{2,4}(?: \d{2,4}){2,4}|\d{1,4}-\d{1,6} \d{1,4})(?![A-Za-z0-9-]|\/\d)/y;
/** A day or a time is none of somebody's numbers, whatever stands before it. */
const DAY_OR_TIME =
  /^(?:\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:T.*)?|\d{1,2}\/\d{1,4}|(?:19|20)\d{2})$/;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** `998877 (MRN)`, `AB-1234 is her member id`, `00123 as the account number`. */
const NUMBER_BEFORE =
  /(?<![A-Za-z0-9])([A-Za-z]{0,4}-?\d(?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){3,24})(?:\s?\(|,?\s(?:is|was|as|are|for|under)\s(?:the|my|her|his|their|our|your|a|an)\s)(?:patient's\s|new\s)?$/;

export interface CuedId {
  readonly label: IdentifierLabel;
  readonly score: number;
  readonly cue: Cue;
  /** Digits that the number must have at least. Default 3. */
  readonly minDigits?: number;
  /** The same where nothing but a space stands between. Default `minDigits`. */
  readonly bareDigits?: number;
  /** Also numbers in groups: `943 476 5919`. */
  readonly spaced?: boolean;
  /** Another form of number, tried before all others: plates have a space. */
  readonly form?: RegExp;
  /** Days, times and years count too: the cue is so strong that whatever follows is the number. */
  readonly anyForm?: boolean;
  /** Also a number that stands before its cue. */
  readonly behind?: boolean;
  /** A last look at the number. */
  readonly accept?: (id: string) => boolean;
  /** A last look at where it stands. */
  readonly acceptAt?: (text: string, start: number, end: number) => boolean;
}

/** Adds the numbers that mean something only because the words before them say what they are. */
export function addCuedIds(view: View, rule: CuedId, spans: Span[]): void {
  const { kind, pattern, mayBegin } = rule.cue;
  if ((view.allKinds & kind) === 0) return;
  const { text, cues, cueKinds } = view;
  let done = 0;
  for (let index = 0; index < cues.length; index++) {
    const at = cues[index] ?? 0;
    if (((cueKinds[index] ?? 0) & kind) === 0 || at < done) continue;
    if (text.charCodeAt(at + 1) === SPACE || mayBegin?.(text, at) === false) continue;
    const cueEnd = endAt(pattern, text, at);
    if (cueEnd < 0) continue;
    const gap = matchAt(GAP, text, cueEnd) ?? '';
    const before = spans.length;
    done = Math.max(cueEnd, addIds(view, rule, { at, cueEnd, gap }, spans));
    if (spans.length > before) continue;
    const answered = matchAt(ANSWERED, text, cueEnd);
    if (answered === undefined) continue;
    done = Math.max(done, addIds(view, rule, { at, cueEnd, gap: answered }, spans));
  }
}

interface Place {
  readonly at: number;
  readonly cueEnd: number;
  readonly gap: string;
}

/** The number at `start`, and those that a list goes on with. Returns where the last of them ends. */
function addIds(view: View, rule: CuedId, { at, cueEnd, gap }: Place, spans: Span[]): number {
  const { text } = view;
  const start = cueEnd + gap.length;
  const { bareDigits = 0 } = rule;
  const least = bareDigits === 0 || TELLING_GAP.test(gap) ? 0 : bareDigits;
  let from = start;
  for (let count = 0; count < MAX_LIST; count++) {
    const own = rule.form === undefined ? undefined : matchAt(rule.form, text, from);
    // In groups a number begins with a digit, or with a capital.
    const isGroup = rule.spaced === true && text.charCodeAt(from) < AFTER_CAPITALS;
    const spaced = isGroup ? matchAt(SPACED_ID, text, from) : undefined;
    const id = own ?? spaced ?? matchAt(ID, text, from);
    // What a list goes on with may be of another kind.
    const isOther = count > 0 && id !== undefined && (DAY_OR_TIME.test(id) || ADDRESS.test(id));
    const isInCode = count === 0 && gap === '' && id !== undefined && standsInCode(text, at, id);
    if (id === undefined || isOther || isInCode || !isNumber(id, rule, least)) {
      if (count === 0 && rule.behind === true) addBefore(view, at, rule, spans);
      return count === 0 ? cueEnd : from;
    }
    const end = from + id.length;
    // `MRN-00918273` is one number: the cue is part of it.
    const glued = count === 0 && (gap === '' || gap === '-' || gap === '_');
    if (rule.acceptAt?.(text, from, end) !== false) {
      spans.push({ label: rule.label, start: glued ? at : from, end, score: rule.score });
    }
    const more = matchAt(ANOTHER, text, end);
    if (more === undefined) return end;
    from = end + more.length;
  }
  return from;
}

/**
 * Whether a cue and what is glued to it are a part of a hash, a key or a random id, in which letters and digits, or
 * letters of both cases, take turns: `4cc22939ab1e7...`, `MRnMpTqz9ivOAM`.
 */
function standsInCode(text: string, at: number, id: string): boolean {
  if (/[0-9]/.test(text.charAt(at - 1))) return true;
  if (/[a-z]/.test(id) && /[A-Z]/.test(id)) return true;
  return (id.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0) > MOST_TURNS;
}

function isNumber(id: string, rule: CuedId, least: number): boolean {
  if (countDigits(id) < Math.max(least, rule.minDigits ?? 3)) return false;
  if (rule.anyForm !== true && DAY_OR_TIME.test(id)) return false;
  return rule.accept?.(id) !== false;
}

function countDigits(id: string): number {
  let digits = 0;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits;
}

const SPACE = 0x20;
/** No digit and no capital of ASCII is behind it. */
const AFTER_CAPITALS = 0x5b;

/** How far a number may begin before its cue. */
const REACH_BEFORE = 56;

function addBefore(view: View, at: number, rule: CuedId, spans: Span[]): void {
  const from = Math.max(0, at - REACH_BEFORE);
  if (!hasDigits(view, from, at)) return;
  const lead = view.text.slice(from, at);
  const match = NUMBER_BEFORE.exec(lead);
  const id = match?.[1];
  if (match === null || id === undefined || !isNumber(id, rule, 4)) return;
  const start = at - lead.length + match.index;
  spans.push({ label: rule.label, start, end: start + id.length, score: rule.score * 0.9 });
}

/** Whether a digit stands between two places. */
function hasDigits({ runs, runEnds }: View, from: number, to: number): boolean {
  for (let index = runs.length - 1; index >= 0; index--) {
    if ((runEnds[index] ?? 0) <= from) return false;
    if ((runs[index] ?? 0) < to) return true;
  }
  return false;
}

function matchAt(expression: RegExp, text: string, at: number): string | undefined {
  const end = endAt(expression, text, at);
  return end < 0 ? undefined : text.slice(at, end);
}
