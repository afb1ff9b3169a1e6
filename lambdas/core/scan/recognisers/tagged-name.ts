import { isBareField, isFullName } from '../bare-field.ts';
import { defineRecogniser, lettersOf, mayBeBefore } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { isEponym, isNamedAfter } from '../eponyms.ts';
import { extendAddress } from '../extend-address.ts';
import { familyBehind, particlesBefore, suffixBehind, titleBefore } from '../name-edges.ts';
import { Trait } from '../normalize.ts';
import {
  FACILITY,
  isBinomial,
  isCodeInFront,
  isCompany,
  isContraction,
  isNameOfCode,
  isNoName,
  isPeoples,
  isScientific,
  isShortened,
  isSpelledOut,
  isWordOfForms,
} from '../no-names.ts';
import { withoutNamesakes } from '../namesakes.ts';
import { kindBehind, partsBefore } from '../place-edges.ts';
import { STREET } from '../places.ts';
import type { Span } from '../recogniser.ts';
import {
  isCommonGivenName,
  isCommonSurname,
  isGivenName,
  isKnownPlace,
  isNoPlace,
  isOrdinaryWord,
  isUnnamed,
} from '../tagger/known-words.ts';
import { namesModel } from '../names-model.ts';
import { tagText, type TaggedSpan } from '../tagger/tag.ts';
import { isWidePlace } from '../wide-places.ts';
import { firstWord, hasDigit, isPlainlyWritten, isSmallLetter } from '../words.ts';
import { unicode } from '../unicode.ts';

const STREET_WORD = new RegExp(`\\b${STREET}\\b`);
const STATE_OF = /\bstate of (?:new )?$/i;
const STATE_AND_CITY = /^(?:new )?(?:york|washington)\b/i;
const STATE_AND_CITY_STARTS = lettersOf('nyw');
/** Words that no place ends with. */
const NO_PLACE = /(?:^| )(?:for|a|an|the|and|or|with|different)$|_/;
/** Safe Harbor (A) and (B): names and places that a learned model sees in running text. */
export const taggedName = defineRecogniser('tagged-name', Trait.letter, (view, segment) => {
  const { text } = view;
  if (segment.role === 'key' || text.length < 2) return [];
  const model = namesModel();
  const spans: Span[] = [];
  for (const tagged of tagText(text, view, model, 0)) {
    const last = spans.at(-1);
    if (last !== undefined && continues(text, last, tagged)) {
      spans[spans.length - 1] = { ...last, end: tagged.end };
      continue;
    }
    const span = spanOf(text, tagged, model.scale);
    if (span !== undefined) spans.push(span);
  }
  if (spans.length > 0 && isBareField(text, segment.hint))
    return spans.filter((span) => isFullName(text, span, segment.hint));
  return joinPlaces(withoutNamesakes(spans, view), text);
});

/** A surname that looks like a company's name right behind a given name: it is one name. */
function continues(text: string, last: Span, { kind, start, end }: TaggedSpan): boolean {
  return (
    kind === 'ORG' &&
    last.label === 'NAME' &&
    start === last.end + 1 &&
    text.charAt(last.end) === ' ' &&
    unicode("^\\p{Lu}[\\p{L}\\p{M}'-]+$").test(text.slice(start, end))
  );
}

function spanOf(text: string, tagged: TaggedSpan, scale: number): Span | undefined {
  const { kind, start, lead } = tagged;
  const certainty = lead / (lead + scale * 3);
  const whole = text.slice(start, tagged.end);
  const isPlain = isPlainlyWritten(whole);
  const found = isPlain ? whole : whole.slice(0, withoutFile(whole));
  const end = start + found.length;
  if (isNoName(found, tagged.first) || isInCode(text, found, start, tagged.end)) return undefined;
  const first = firstWord(found);
  const isSurely = kind === 'PER' && isCommonGivenName(first);
  if (!isSurely && (isScientific(found) || isWordOfForms(found) || isPeoples(found)))
    return undefined;
  if (isCodeInFront(text, found, end)) return undefined;
  if (isBinomial(text, found, start, end)) return undefined;
  if (isSpelledOut(text, start, end) || isCompany(text, found, first, start, end)) return undefined;
  // John Smith's test is nobody's eponym: what begins with a name that most people have is a person.
  if (isSurely ? isNamedAfter(text, start, tagged.first) : isEponym(text, start, end))
    return undefined;
  // On an invoice it says whom.
  if (found.length === 4 && /^bill$/i.test(found) && /^ to\b/i.test(text.slice(end, end + 4)))
    return undefined;
  if (!isPlain && isOddlyWritten(text, found, tagged, scale)) return undefined;
  const isNumbered = !isPlain && hasDigit(text, start, end);
  if (kind === 'PER') {
    if (isShortened(found) || isSmallAndUnknown(text, found, tagged)) return undefined;
    // Jordan, Chad and Virginia are people as well; China is none.
    if (isWidePlace(found) && !isCommonGivenName(found)) return undefined;
    if (isNumbered && !/[ -]/.test(found) && isUnnamed(found.replace(/\d+/g, ''))) return undefined;
    const from = start - particlesBefore(text, start);
    const to = end + familyBehind(text, end);
    return {
      label: 'NAME',
      start: from - titleBefore(text, from),
      end: to + suffixBehind(text, to),
      score: round(0.4 + 0.5 * certainty),
    };
  }
  if (kind === 'ORG' && !FACILITY.test(found)) return undefined;
  if (!isPlain && lead < 3 * scale && isUnknownInPassing(text, found, start)) return undefined;
  if (!isPlain && NO_PLACE.test(found)) return undefined;
  // The parts of a state may have been tagged one by one.
  if (
    text.charCodeAt(start - 1) === SPACE &&
    mayBeBefore(found, 0, STATE_AND_CITY_STARTS) &&
    STATE_AND_CITY.test(found) &&
    STATE_OF.test(text.slice(Math.max(0, start - 14), start))
  )
    return undefined;
  if (isWidePlace(found)) return undefined;
  if (found.includes('.') && unicode('^(?:\\p{Lu}\\.){1,4}\\p{Lu}?$').test(found)) return undefined;
  const isStreet = isNumbered || STREET_WORD.test(found);
  const [grownFrom, grown] = extendAddress(text, start, end, isStreet);
  const named = grownFrom - partsBefore(text, grownFrom);
  const from = named - articleBefore(text, named, found);
  const to = grown + kindBehind(text, grown);
  // A town or a hospital is removed with what identifies, and makes nothing PHI by itself: every newsletter has one.
  const hasNumber = hasDigit(text, from, to);
  if (certainty < FAINT && to - from === found.length && isFaint(found)) return undefined;
  return {
    label: 'GEO',
    start: from,
    end: to,
    score: round(hasNumber ? 0.4 + 0.4 * certainty : 0.35 + 0.14 * certainty),
  };
}

/** What is told by letters that a plainly written name does not have: no capital but the first of a word, no sign. */
function isOddlyWritten(text: string, found: string, tagged: TaggedSpan, scale: number): boolean {
  if (isContraction(found) || isNameOfCode(found) || isSmallWord(text, found, tagged)) return true;
  return isAcronym(found) && (tagged.lead < 2 * scale || !isKnownAcronym(text, tagged));
}

/** A place that so little speaks for must be one that is listed, and written as one. */
const FAINT = 0.3;

/** One word in small letters, or one that no list has. */
const isFaint = (found: string): boolean =>
  !found.includes(' ') && (isSmallLetter(found, 0) || isUnnamed(found));

/** The article is a part of the name of `The Peak District`, and none of `The Chicago office`. */
const articleBefore = (text: string, start: number, found: string): number =>
  found.includes(' ') &&
  text.charCodeAt(start - 1) === SPACE &&
  text.slice(start - 5, start) === ' The '
    ? 4
    : 0;

const SPACE = 0x20;

const round = (score: number): number => Math.round(score * 100) / 100;

/** How much of what was found stands before a word of a file's name: `Lisa`_resume.doc, and not jane_roe. */
function withoutFile(found: string): number {
  const at = found.indexOf('_');
  const more = at > 0 ? LETTERS.exec(found.slice(at + 1))?.[0] : undefined;
  return more !== undefined && isUnnamed(more) ? at : found.length;
}
const LETTERS = expression(String.raw`^\p{L}+`, 'u');

const isAcronym = (found: string): boolean =>
  !(found.length > 2 && isSmallLetter(found, 1)) && unicode('^\\p{Lu}{2,5}s?$').test(found);
const PLURAL = expression(String.raw`\p{Lu}s$`, 'u');

/** Cities that people call by letters. */
const CITY_CODE =
  /^(?:SF|SFO|LA|LAX|NYC|JFK|ORD|DC|ATL|PHL|SLC|SEA|BOS|CHI|KC|STL|NOLA|DFW|SJ|OKC|LV)$/;

/** Tests, genes, societies and drugs by letters that are given names as well. */
const MEDICAL_LETTERS =
  /^(?:ADA|ALS|ALMA|AMI|ANA|ART|CAM|DAN|EDA|ELISA|GAD|IDA|LISA|MAC|MIA|PAM|PAT|SAM|TIA|VERA)s?$/;

/** Of words in capitals only those that are names otherwise, and places that something happens at. */
function isKnownAcronym(text: string, { kind, start, end }: TaggedSpan): boolean {
  // Looks near by: in a text that is all in capitals they say nothing.
  if (!unicode('\\p{Ll}{2}').test(text.slice(Math.max(0, start - 80), end + 80))) return true;
  if (kind === 'PER' && MEDICAL_LETTERS.test(text.slice(start, end))) return false;
  if (kind === 'PER')
    return isGivenName(text.slice(start, end)) || isCommonSurname(text.slice(start, end));
  const found = text.slice(start, end);
  if (PLURAL.test(found)) return false;
  if (CITY_CODE.test(found) || (found.length > 3 && isKnownPlace(found))) return true;
  return /(?:\b(?:at|from|near)|@)\s(?:the\s)?$/i.test(text.slice(Math.max(0, start - 12), start));
}

const SMALL_NAME_CUE = expression(
  String.raw`(?:^|\n|[.!?,:;-]\s|\b(?:with|from|for|to|by|tell|told|ask|asked|call|called|saw|see|seen|met|i'?m|name|named|is|hi|hey|hello|thanks|thx|dear|mr|mrs|ms|dr|dra|aunt|uncle|think|guess|unless|if|when|because|that|hope|know|while|since|(?:my|her|his|our|their)\s\p{Ll}{2,12})\s)$`,
  'iu',
);

/** Whether sentences begin with capitals. Near by is enough to know how somebody writes. */
const hasCapitalsNearBy = (text: string, start: number, end: number): boolean =>
  unicode('(?:^|[.!?]\\s)\\p{Lu}\\p{Ll}').test(text.slice(Math.max(0, start - 200), end + 200));

/**
 * One word in small letters, in a text that has capitals: a name only if it is one mostly, and no plain word.
 */
function isSmallWord(text: string, found: string, { kind, start, end }: TaggedSpan): boolean {
  const initial = found.charCodeAt(0);
  if (initial < 0x5b || !unicode('^\\p{Ll}[\\p{L}\\p{M}]*$').test(found)) return false;
  if (!hasCapitalsNearBy(text, start, end)) return false;
  if (kind === 'PER') {
    if (isUnnamed(found) || isOrdinaryWord(found)) return true;
    // Writers of capitals write names with them: without a cue it is an iris, or frank instability.
    return !SMALL_NAME_CUE.test(text.slice(Math.max(0, start - 24), start));
  }
  return (
    isNoPlace(found) ||
    (isUnnamed(found) &&
      !/\b(?:in|to|from|at|near)\s$/i.test(text.slice(Math.max(0, start - 6), start)))
  );
}

/** Several words in small letters that no list of names has, in a text with capitals and without a cue: another language. */
const isSmallAndUnknown = (text: string, found: string, { start, end }: TaggedSpan): boolean =>
  isSmallLetter(found, 0) &&
  found.includes(' ') &&
  unicode("^[\\p{Ll}\\p{M}' -]+$").test(found) &&
  found.split(/[ -]/).every(isUnnamed) &&
  hasCapitalsNearBy(text, start, end) &&
  !SMALL_NAME_CUE.test(text.slice(Math.max(0, start - 24), start));

/** Words in small letters that are in no name anybody has listed, where no place is announced. */
function isUnknownInPassing(text: string, found: string, start: number): boolean {
  if (!/^[a-z' -]+$/.test(found) || !found.split(/[ -]/).every(isUnnamed)) return false;
  return !/\b(?:in|to|from|at|near|by|on|like|the|visit|love)\s$/i.test(
    text.slice(Math.max(0, start - 7), start),
  );
}

const IN_CODE: ReadonlySet<number> = new Set(Buffer.from('._/\\#&='));
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;

/** Joined to a file's name, a path or an identifier of a program. */
function isInCode(text: string, found: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  // `AP Photo/Jane Roe`: with a space in it it is no part of a path.
  if (before === SLASH && found.includes(' ')) return false;
  return (before !== SPACE && IN_CODE.has(before)) || text.charCodeAt(end) === UNDERSCORE;
}

/** `St. Mary's Hospital in Chicago`, `Mill Road, Springfield`: parts of one place. */
const JOINT = /^(?:,? in |, ?|[\s>?|]{1,8}|,? near | @ | & )$/;
const LONGEST_JOINT = 8;

function joinPlaces(spans: readonly Span[], text: string): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const joins =
      last?.label === 'GEO' &&
      span.label === 'GEO' &&
      span.start - last.end <= LONGEST_JOINT &&
      (last.end >= span.start || JOINT.test(text.slice(last.end, span.start)));
    if (last === undefined || !joins) joined.push(span);
    else {
      joined[joined.length - 1] = {
        ...last,
        end: Math.max(last.end, span.end),
        score: Math.max(last.score, span.score),
      };
    }
  }
  return joined;
}
