import { before, defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

/** ICD-10-CM: letter, digit, digit or letter, point, one to four more (CMS official guidelines). */
const DOTTED = /(?<![\w.-])[A-TV-Z]\d[0-9AB]\.[0-9A-TV-Z]{1,4}(?![\w-]|\.\d)/g;
const SHORT = /(?<![\w.-])[A-TV-Z]\d[0-9AB][0-9A-TV-Z]{0,4}(?![\w.-])/g;
const CUE =
  /\b(?:icd-?\s?(?:9|10)?(?:-?cm)?|dx|diagnos[ei]s|diag)\b(?:\s?codes?)?[\s:#"'=-]{0,4}$/i;
const HINT = /icd|diag|dx|condition/i;
/** Part numbers and bins look the same; their names say so. */
const NOT_HINT = /part|sku|bin|model|version|asset|catalog|item|lot|room|seat|shelf/i;

/** Diagnosis codes. Without a dot, or under a name that says nothing, they need a cue. */
export const icd10Code = defineRecogniser(
  'icd10-code',
  Trait.digit | Trait.upper,
  ({ text }, segment) => {
    const hint = segment.hint ?? '';
    if (NOT_HINT.test(hint)) return [];
    const spans: Span[] = [];
    const add = (match: RegExpExecArray, score: number): void => {
      spans.push({ label: 'CODE', start: match.index, end: match.index + match[0].length, score });
    };
    const hinted = HINT.test(hint);
    for (const match of matches(DOTTED, text)) {
      const cued = hinted || CUE.test(before(text, match.index));
      // A dotted code in prose is one of two signs; the other must come from elsewhere.
      add(match, cued ? 0.95 : 0.5);
    }
    for (const match of matches(SHORT, text)) {
      if (hinted || CUE.test(before(text, match.index))) add(match, 0.9);
    }
    return spans;
  },
);
