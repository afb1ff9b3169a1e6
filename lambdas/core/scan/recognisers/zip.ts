import { before, defineRecogniser, matches, mayHaveWord } from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import { STATE_CODE, STATE_NAME } from '../places.ts';
import type { Span } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';

/** A state right before five digits; its longest name is half as long. */
const STATE_BEFORE = new RegExp(`(?<![A-Za-z])(?:${STATE_CODE}|${STATE_NAME})\\.?,?\\s{1,3}$`);
const LONGEST_STATE = 40;
const CODE = /\d{5}(?:-\d{4})?(?![\d-])/y;
const CUED =
  /\b(?:zip(?:\s?-?\s?codes?)?|postal\s?codes?|post\s?codes?|c[o\xf3]digo\spostal)\b["'*]?(?:\s(?:is|of|area))?(?:[^\n.?!\d]{0,40}\?["']?\s{1,3}(?:you|me|user|patient|customer|client|member|caller|visitor|guest|answer|a))?[\s:#="'*-]{0,4}(\d{5}(?:-\d{4})?)(?![\d-])/gi;
const CODE_WORD = newSign(
  'zip zipcode zipcodes postal postalcode postalcodes post postcode postcodes',
);
const PLUS_FOUR = /(?<![\w.-])(\d{5}-\d{4})(?![\w-]|\.\d)/g;
/** Words that make nine digits the number of something else. */
const NUMBER_CUE =
  /\b(?:report|order|invoice|ticket|case|ref(?:erence)?|claim|no|nr|num(?:ber)?|id|part|model|serial|lot)\b\.?\s?[:#]?\s{0,2}$/i;
const BRITISH =
  /(?<![\w-])((?:[A-PR-UWYZ]\d[A-HJKPSTUW\d]?|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY\d]?) \d[ABD-HJLNP-UW-Z]{2})(?![\w-])/g;
const CANADIAN =
  /(?<![\w-])([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d)(?![\w-])/g;

/** Safe Harbor (B): ZIP codes where a state, a word or ZIP+4 shows what they are; UK and Canada too. */
export const zip = defineRecogniser('zip', Trait.digit, (view) => {
  const { text, traits } = view;
  const { hasFive, hasNine, hasLetters } = looks(view);
  const spans: Span[] = [];
  const add = (form: RegExp, score: number, unless?: RegExp): void => {
    for (const match of matches(form, text)) {
      if (unless?.test(before(text, match.index, 20)) === true) continue;
      const code = match[1] ?? '';
      const start = match.index + match[0].length - code.length;
      spans.push({ label: 'ZIP', start, end: start + code.length, score });
    }
  };
  if (hasNine) add(PLUS_FOUR, 0.6, NUMBER_CUE);
  if ((traits & Trait.letter) !== 0) {
    if (hasFive && mayHaveWord(view, CODE_WORD)) add(CUED, 0.9);
    if ((traits & Trait.upper) !== 0) {
      if (hasFive) addBehindStates(view, spans);
      if (hasLetters) {
        add(BRITISH, 0.7);
        add(CANADIAN, 0.7);
      }
    }
  }
  return spans;
});

function addBehindStates({ text, runs, runEnds }: View, spans: Span[]): void {
  for (let index = 0; index < runs.length; index++) {
    const [start, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    // Only white space may stand between; it is 0x20 or below, or beyond ASCII.
    const before = text.charCodeAt(start - 1);
    if (end - start !== 5 || (before > 0x20 && before < 0x80)) continue;
    if (!STATE_BEFORE.test(text.slice(Math.max(0, start - LONGEST_STATE), start))) continue;
    CODE.lastIndex = start;
    if (CODE.test(text)) spans.push({ label: 'ZIP', start, end: CODE.lastIndex, score: 0.85 });
  }
}

interface Looks {
  /** Five digits side by side. */
  readonly hasFive: boolean;
  /** A hyphen right behind such. */
  readonly hasNine: boolean;
  /** A digit behind a space, with a capital behind it. */
  readonly hasLetters: boolean;
}

function looks({ text, runs, runEnds }: View): Looks {
  let [hasFive, hasNine, hasLetters] = [false, false, false];
  for (let index = 0; index < runs.length; index++) {
    const [start, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    if (end - start === 5) {
      hasFive = true;
      hasNine ||= text.charCodeAt(end) === 0x2d;
    } else if (end - start === 1 && text.charCodeAt(start - 1) === 0x20) {
      const next = text.charCodeAt(end);
      if (next >= 0x41 && next <= 0x5a) hasLetters = true;
    }
  }
  return { hasFive, hasNine, hasLetters };
}
