import { before, defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import { STATE_CODE, STATE_NAME } from '../places.ts';
import type { Span } from '../recogniser.ts';

const AFTER_STATE = new RegExp(
  `(?<![A-Za-z])(?:${STATE_CODE}|${STATE_NAME})\\.?,?\\s{1,3}(\\d{5}(?:-\\d{4})?)(?![\\d-])`,
  'g',
);
const CUED =
  /\b(?:zip(?:\s?-?\s?codes?)?|postal\s?codes?|post\s?codes?|c[oó]digo\spostal)\b["'*]?(?:\s(?:is|of|area))?(?:[^\n.?!\d]{0,40}\?["']?\s{1,3}(?:you|me|user|patient|customer|client|member|caller|visitor|guest|answer|a))?[\s:#="'*-]{0,4}(\d{5}(?:-\d{4})?)(?![\d-])/gi;
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
  const [hasFive, hasLetters] = looks(view);
  const spans: Span[] = [];
  const add = (form: RegExp, score: number, unless?: RegExp): void => {
    for (const match of matches(form, text)) {
      if (unless?.test(before(text, match.index, 20)) === true) continue;
      const code = match[1] ?? '';
      const start = match.index + match[0].length - code.length;
      spans.push({ label: 'ZIP', start, end: start + code.length, score });
    }
  };
  if (hasFive) add(PLUS_FOUR, 0.6, NUMBER_CUE);
  if ((traits & Trait.letter) !== 0) {
    if (hasFive) add(CUED, 0.9);
    if ((traits & Trait.upper) !== 0) {
      if (hasFive) add(AFTER_STATE, 0.85);
      if (hasLetters) {
        add(BRITISH, 0.7);
        add(CANADIAN, 0.7);
      }
    }
  }
  return spans;
});

/** Whether there are five digits side by side, and a digit behind a space with a capital behind it. */
function looks({ text, runs, runEnds }: View): readonly [boolean, boolean] {
  let [hasFive, hasLetters] = [false, false];
  for (let index = 0; index < runs.length; index++) {
    const [start, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    if (end - start === 5) hasFive = true;
    else if (end - start === 1 && text.charCodeAt(start - 1) === 0x20) {
      const next = text.charCodeAt(end);
      if (next >= 0x41 && next <= 0x5a) hasLetters = true;
    }
  }
  return [hasFive, hasLetters];
}
