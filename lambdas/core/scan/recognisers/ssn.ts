import { defineCue } from '../cued-id.ts';
import {
  after,
  before,
  Behind,
  defineRecogniser,
  matches,
  matchesAtNumbers,
} from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const SEPARATED = /(?<![\w-])(\d{3})([- ./]| ?- ?)(\d{2})\2(\d{4})(?![\w-]|\.\d)/y;
const SEPARATOR = Behind.space | Behind.dot | Behind.hyphen | Behind.slash;
const BARE = /(?<![\w.-])(\d{3})()(\d{2})(\d{4})(?![\w-]|\.\d)/y;
const MASKED = /(?<![\w*])[*xX#\u2022]{3}([- ]?)[*xX#\u2022]{2}\1\d{4}(?!\w)/g;
const LAST_FOUR =
  /(?:last\s(?:four|4)(?:\sdigits)?(?:\sof)?(?:\s(?:my|the|your|his|her|their))?\s(?:ssn|social(?:\ssecurity(?:\snumber)?)?)|(?:ssn|social)\s(?:ending(?:\sin)?|ends\sin|last\s(?:four|4)))[\s:#-]{0,4}(?:is\s|are\s|in\s)?(\d{4})(?!\d)/gi;
const WORDS = defineCue(
  'ssn ssns ss social soc seguro ssnumber',
  'ssns?|ss(?:number)?|soc(?:ial)?|seguro',
);
const CUE =
  /\b(?:ssns?|ss|ss\s?(?:no|num(?:ber)?)|social(?:\s+security)?|soc\.?\s?sec\.?|seguro\s+social)(?![A-Za-z])[^\d\n]{0,28}$/i;
const CUE_AFTER =
  /^\s?(?:[([]|(?:is|was|as)\s(?:my|his|her|their|the)\s|,?\s)?(?:ssn|social\ssecurity)(?![\s:#]{0,4}\d)/i;

/**
 * Safe Harbor (G): social security numbers. Area 000, 666 and 900 to 999, group 00 and serial 0000 are
 * never issued (SSA, "Social Security Number Randomization"): such a number counts only where words call it
 * one, because people mistype and invent them. Nine bare digits need a cue; masked numbers count, because their
 * last four digits are part of the number.
 */
export const ssn = defineRecogniser('ssn', Trait.digit, (view, segment) => {
  const { text } = view;
  const spans: Span[] = [];
  // Four digits at least.
  if (!hasRun(view, 4)) return spans;
  const hinted = segment.hint !== undefined && /ssn|social.?sec/i.test(segment.hint);
  // Where two digits follow a sign the same sign stands behind them.
  const mayBeArea = (length: number, digits: number, end: number): boolean =>
    length === 3 &&
    digits === 3 &&
    (!isDigit(text.charCodeAt(end + 1)) || text.charCodeAt(end) === text.charCodeAt(end + 3));
  const spoken = hinted || (view.allKinds & WORDS.kind) !== 0;
  for (const match of matchesAtNumbers(SEPARATED, view, mayBeArea, SEPARATOR, 0)) {
    const issuable = isIssuable(match);
    if (hinted || (spoken && isCued(text, match))) add(match, issuable ? 0.98 : 0.9, spans);
    else if (match[2] === '-' && issuable) add(match, 0.85, spans);
  }
  if (spoken) {
    for (const match of matchesAtNumbers(BARE, view, (length) => length === 9)) {
      if (!hinted && !isCued(text, match)) continue;
      if (isIssuable(match)) add(match, 0.95, spans);
      else if (!/^(\d)\1+$/.test(match[0])) add(match, 0.85, spans);
    }
    for (const match of matches(LAST_FOUR, text)) {
      const end = match.index + match[0].length;
      spans.push({ label: 'SSN', start: end - 4, end, score: 0.9 });
    }
  }
  if (mayBeMasked(view)) {
    for (const match of matches(MASKED, text)) add(match, 0.9, spans);
  }
  return spans;
});

function add({ index, 0: whole }: RegExpExecArray, score: number, spans: Span[]): void {
  spans.push({ label: 'SSN', start: index, end: index + whole.length, score });
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function hasRun({ runs, runEnds }: View, fewest: number): boolean {
  for (let index = 0; index < runs.length; index++) {
    if ((runEnds[index] ?? 0) - (runs[index] ?? 0) >= fewest) return true;
  }
  return false;
}

/** Whether four digits stand behind a sign of those that cover the others. */
function mayBeMasked({ text, runs, runEnds }: View): boolean {
  for (let index = 0; index < runs.length; index++) {
    const start = runs[index] ?? 0;
    if ((runEnds[index] ?? 0) - start !== 4) continue;
    const last = text.charAt(start - 1);
    if (COVERS.has(last === '-' || last === ' ' ? text.charAt(start - 2) : last)) return true;
  }
  return false;
}
const COVERS: ReadonlySet<string> = new Set('*xX#\u2022');

function isCued(text: string, { index, 0: whole }: RegExpExecArray): boolean {
  if (CUE.test(before(text, index, 48))) return true;
  return CUE_AFTER.test(after(text, index + whole.length, 24));
}

function isIssuable([, area = '', , group = '', serial = '']: RegExpExecArray): boolean {
  return (
    area !== '000' && area !== '666' && !area.startsWith('9') && group !== '00' && serial !== '0000'
  );
}
