import { Behind, defineRecogniser, isBehind, matchesAtSigns } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { FULL_NAME, isNonNameWord, nameLength, namesBegin } from '../names.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { isOrdinaryWord, isPlainWord } from '../tagger/known-words.ts';
import { isWidePlace } from '../wide-places.ts';
import { newSign } from '../word-kinds.ts';
import { isAsciiLetter } from '../words.ts';
import { unicode } from '../unicode.ts';

/** What stands behind a name: "Jane Roe (DOB", "Jane Roe, 54F", "Jane Roe <jane@". */
const TRAIL_AGE = /\d{1,3}\s?-?(?:yo\b|y\/o|years?[\s-]old|[MF]\b)/y;
const TRAIL_WORD = /DOB|D\.O\.B|[Dd]ate of [Bb]irth|MRN|SSN|[Bb]orn\b|[Aa]ged?\s\d/y;
const TRAIL_MAIL = /<[^<>@\s]{1,64}@/y;
const TRAIL_SIGN = newSign(
  'dob dobs d date mrn mrns mrno mrnum mrnumber ssn ssns ssno ssnum ssnumber born age aged',
);
/** What may stand between the name and those. */
const BEFORE_TRAIL = /[*_]{0,2},?\s?[([]?$/;
const BEFORE_MAIL = /"?\s?$/;
const NAME_AT_END = expression(`(?<![\\p{L}\\p{N}])${FULL_NAME}$`, 'u');

/** What only a person does: "Ciset lives on", "Tamsin, who drove in". */
const DOING =
  /(?:(?:lives|lived|resides)\s(?:at|in|on|near|with|alone)|who\s(?:is|was|has|had|will|lives|drove|works|came|called)|whose)\s/y;
const DOING_SIGN = newSign('lives lived resides who whose');
const ONE_NAME_AT_END = expression(
  String.raw`(?:^|[.!?:]\s|\n)(\p{Lu}[\p{L}\p{M}'\u2019-]{2,20}),?\s$`,
  'u',
);

/** What somebody does for a living: "Roe Jane A is a highly rated Psychologist", "Jane Roe, a nurse". */
const PROFESSION = newSign(
  'psychologist psychiatrist therapist counselor counsellor doctor physician dentist nurse surgeon dermatologist gynecologist pediatrician cardiologist neurologist oncologist optometrist ophthalmologist orthodontist chiropractor pharmacist midwife paramedic stylist hairdresser barber',
);
const PROFESSIONAL = expression(
  String.raw`(?<![\p{L}\p{N}])(${FULL_NAME})(?:\sis|,)\s(?:an?|my|our|the|his|her|their)\s(?:[\p{L}-]{2,12}\s){0,2}$`,
  'u',
);

/** A mailbox as Lotus Notes writes it: `Jane Roe/CORP@Domain`, `Jane Roe@CORP`. */
const NOTES_ADDRESS = expression(
  String.raw`(?:/[\p{L}\p{N}]{2,20}){0,4}@[\p{L}\p{N}]{2,24}(?![\p{L}\p{N}.])`,
  'uy',
);

const LONGEST = 80;

/** Safe Harbor (A): names that what follows them gives away: an age, a birthday, a mailbox. */
export const nameTrail = defineRecogniser('name-trail', Trait.letter | Trait.upper, (view) => {
  const { text, traits } = view;
  const spans: Span[] = [];
  for (const end of trails(view)) {
    if (!mayEndName(text, end)) continue;
    const from = namesBegin(text, end, LONGEST);
    const run = NAME_AT_END.exec(text.slice(from, end));
    const length = run === null ? 0 : nameLength(run[0]);
    if (run === null || length < 2 || !/\s/.test(run[0].slice(0, length))) continue;
    const start = from + run.index;
    spans.push({ label: 'NAME', start, end: start + length, score: 0.85 });
  }
  for (const { index } of matchesAtSigns(DOING, view, DOING_SIGN)) {
    const from = Math.max(0, index - 30);
    const name = ONE_NAME_AT_END.exec(text.slice(from, index))?.[1];
    if (name === undefined || isWord(name)) continue;
    const start = text.indexOf(name, from);
    spans.push({ label: 'NAME', start, end: start + name.length, score: 0.6 });
  }
  addProfessionals(view, spans);
  if ((traits & Trait.at) !== 0) addNotesAddresses(text, spans);
  return spans;
});

/** A name ends with a letter or with the period of an initial. */
function mayEndName(text: string, end: number): boolean {
  const code = text.charCodeAt(end - 1);
  return code >= 0x80 || code === 0x2e || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** A word that a sentence begins with: "Everybody lives in", "Doctors, who". */
function isWord(name: string): boolean {
  return isNonNameWord(name) || isOrdinaryWord(name) || isWidePlace(name);
}

function addProfessionals({ text, signs, signKinds, allSigns }: View, spans: Span[]): void {
  if ((allSigns & PROFESSION) === 0) return;
  for (let index = 0; index < signs.length; index++) {
    const at = signs[index] ?? 0;
    if (((signKinds[index] ?? 0) & PROFESSION) === 0) continue;
    const from = Math.max(0, at - LONGEST);
    const match = PROFESSIONAL.exec(text.slice(from, at));
    const name = match?.[1] ?? '';
    if (match === null || isPlainWord(/^[^ ]*/.exec(name)?.[0] ?? '')) continue;
    // An initial at the end may be the word "a" too.
    const words = name.replace(/ [A-Z]\.?$/, '');
    if (nameLength(words) < words.length) continue;
    const start = from + match.index;
    spans.push({ label: 'NAME', start, end: start + name.length, score: 0.75 });
  }
}

function addNotesAddresses(text: string, spans: Span[]): void {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const slash = text.slice(Math.max(0, at - 40), at).search(unicode('\\/[\\p{L}\\p{N}/]{2,39}$'));
    const end = slash < 0 ? at : Math.max(0, at - 40) + slash;
    NOTES_ADDRESS.lastIndex = end;
    const rest = NOTES_ADDRESS.exec(text)?.[0];
    if (rest === undefined) continue;
    const from = Math.max(0, end - LONGEST);
    const run = NAME_AT_END.exec(text.slice(from, end));
    if (run === null || nameLength(run[0]) < run[0].length) continue;
    spans.push({ label: 'NAME', start: from + run.index, end: end + rest.length, score: 0.8 });
  }
}

const [HYPHEN, SLASH] = [0x2d, 0x2f];
const [CAPITAL_F, CAPITAL_M] = [0x46, 0x4d];
const [SMALL_E, SMALL_O, SMALL_Y] = [0x65, 0x6f, 0x79];

/** A cheap look behind digits at two letters that an age goes on with: `yo`, `y/o`, `years`, and `M` or `F` alone. */
function mayBeAge(text: string, end: number): boolean {
  let at = isBehind(text, end, Behind.space) ? end + 1 : end;
  if (text.charCodeAt(at) === HYPHEN) at += 1;
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === SMALL_Y) return next === SMALL_E || next === SMALL_O || next === SLASH;
  return (code === CAPITAL_F || code === CAPITAL_M) && !isAsciiLetter(next);
}

/** Where a name may end because of what follows. */
function trails(view: View): number[] {
  const { text, runs, runEnds } = view;
  const found: number[] = [];
  const add = (at: number, gap: RegExp): void => {
    found.push(at - (gap.exec(text.slice(Math.max(0, at - 5), at))?.[0].length ?? 0));
  };
  for (const { index } of matchesAtSigns(TRAIL_WORD, view, TRAIL_SIGN)) add(index, BEFORE_TRAIL);
  for (let index = 0; index < runs.length; index++) {
    const start = runs[index] ?? 0;
    const end = runEnds[index] ?? 0;
    if (end - start > 3 || !mayBeAge(text, end)) continue;
    TRAIL_AGE.lastIndex = start;
    if (TRAIL_AGE.test(text)) add(start, BEFORE_TRAIL);
  }
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    TRAIL_MAIL.lastIndex = at;
    if (TRAIL_MAIL.test(text)) add(at, BEFORE_MAIL);
  }
  return found;
}
