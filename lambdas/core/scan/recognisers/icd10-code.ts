import { defineCue } from '../cued-id.ts';
import { before, defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

/** ICD-10-CM: letter, digit, digit or letter, point, one to four more (CMS official guidelines). */
const DOTTED = /(?<![\w.-])[A-Z]\d[0-9AB]\.[0-9A-TV-Z]{1,4}(?![\w-]|\.\d)/y;
const SHORT = /(?<![\w.-])[A-Z]\d[0-9AB][0-9A-TV-Z]{0,4}(?![\w-]|\.\d)/y;
const CODE_CUE = defineCue(
  'icd dx diag diagnosis diagnoses diagnostic codes code',
  'icd|dx|diag|codes?',
);
const CUE =
  /\b(?:icd-?\s?(?:9|10)?(?:-?cm)?|dx|diagnos[ei]s|diagnostic|diag)\b(?:\s?codes?)?[^\n.]{0,12}$/i;
const HINT = /icd|diag|dx|condition/i;
/** Part numbers and bins look the same; their names say so. */
const NOT_HINT = /part|sku|bin|model|version|asset|catalog|item|lot|room|seat|shelf/i;
const NOT_CUE =
  /\b(?:part|sku|bin|model|version|asset|item|room|seat|shelf|gate|row|v)s?\.?\s?(?:no\.?|number|#|:)?\s?$/i;

/** Categories that each letter has, first and last (ICD-10-CM tabular list; U for new diseases). */
const CATEGORIES: Readonly<Record<string, readonly [string, string]>> = {
  C: ['00', '96'],
  D: ['00', '89'],
  E: ['00', '89'],
  F: ['01', '99'],
  H: ['00', '95'],
  K: ['00', '95'],
  O: ['00', '9A'],
  P: ['00', '96'],
  T: ['07', '88'],
  U: ['07', '09'],
};

/** Diagnosis codes. Without a dot, or under a name that says nothing, they need a cue. */
export const icd10Code = defineRecogniser(
  'icd10-code',
  Trait.digit | Trait.upper,
  (view, segment) => {
    const { text, traits } = view;
    const hint = segment.hint ?? '';
    if (hint !== '' && NOT_HINT.test(hint)) return [];
    const spans: Span[] = [];
    const hinted = hint !== '' && HINT.test(hint);
    const spoken = hinted || (view.allKinds & CODE_CUE.kind) !== 0;
    if ((traits & Trait.dot) !== 0) {
      for (const match of matchesAtNumbers(DOTTED, view, isCode)) {
        if (!isCategory(match[0])) continue;
        const cued = hinted || (spoken && CUE.test(before(text, match.index, 40)));
        if (!cued && NOT_CUE.test(before(text, match.index, 20))) continue;
        // A dotted code in prose is one of two signs; the other must come from elsewhere.
        add(match, cued ? 0.95 : 0.5, spans);
      }
    }
    if (!spoken) return spans;
    for (const match of matchesAtNumbers(SHORT, view, isShortCode)) {
      if (!isCategory(match[0])) continue;
      if (hinted || CUE.test(before(text, match.index, 40))) add(match, 0.9, spans);
    }
    return spans;
  },
);

/** A code begins with a letter. */
const isCode = (length: number, digits: number): boolean => length === 3 && digits < length;
const isShortCode = (length: number, digits: number): boolean =>
  length >= 3 && length <= 7 && digits < length;

function isCategory(code: string): boolean {
  const range = CATEGORIES[code.charAt(0)];
  const category = code.slice(1, 3);
  return range === undefined || (category >= range[0] && category <= range[1]);
}

function add({ index, 0: whole }: RegExpExecArray, score: number, spans: Span[]): void {
  spans.push({ label: 'CODE', start: index, end: index + whole.length, score });
}
