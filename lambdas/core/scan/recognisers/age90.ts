import { defineRecogniser } from '../define-recogniser.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import { newSign } from '../word-kinds.ts';

const SPELLED = newSign('ninety nineties hundred');

const AGE = '(?:9\\d|1[01]\\d|12[0-5])';
const WORD =
  '(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|a)[- ]hundred(?:[- ](?:and[- ])?(?:one|two|three|four|five|six|seven|eight|nine|ten))?)';

/** Each expression has the age as its first group. */
const FORMS: readonly RegExp[] = [
  new RegExp(
    `(?<![\\w.])(${AGE})[\\s-]{0,2}(?:years?|yrs?\\.?|y\\.?)[\\s/-]{0,2}(?:old|o\\b|of\\sage)`,
    'gi',
  ),
  new RegExp(`(?<![\\w./])(${AGE})[\\s-]?(?:yo|y/o|y\\.o\\.?|años)(?!\\w)`, 'gi'),
  new RegExp(`(?<![\\w./$:-])(${AGE})\\s?[-/]?\\s?(?:F|M|female|male|woman|man)(?![\\w'/])`, 'g'),
  new RegExp(
    `\\b(?:aged?|turn(?:s|ed|ing)|edad)(?:\\s?[:=]|\\sof|\\sis)?\\s{1,2}(${AGE})(?![\\w.,]?\\d|\\s?(?:%|mg|mcg|ml|mm|kg|lbs?|days?|weeks?|months?|hours?|minutes?))(?!\\w)`,
    'gi',
  ),
  new RegExp(`\\bage(?:\\s?[:=]\\s?|\\s)(${AGE})(?![\\w%]|\\.\\d)`, 'gi'),
  new RegExp(
    `\\b(?:I'?m|I am|he'?s|she'?s|he is|she is|(?:mother|father|mom|dad|(?:grand|great-grand)(?:mother|father|ma|pa)|aunt|uncle|husband|wife|neighbor|patient) (?:is|was))\\s(${AGE})(?=[,.;!?\\s]*$|[,.;!?]|\\s(?:and|but|now|with))`,
    'gi',
  ),
  new RegExp(`\\b(${WORD})[\\s-](?:years?|yrs?)[\\s-](?:old|of\\sage)`, 'gi'),
  new RegExp(`\\b(?:aged?|turn(?:s|ed|ing))(?:\\s?[:=]|\\sof|\\sis)?\\s(${WORD})(?![\\w-])`, 'gi'),
  new RegExp(
    `\\b(?:in\\s)?(?:his|her|their|my)\\s(?:early\\s|mid-?\\s?|late\\s)?(nineties|90'?s)\\b`,
    'gi',
  ),
];

/**
 * Safe Harbor (C): ages over 89. Not percentages, doses, or a century of experience.
 * An age by itself is found here; a date that shows it is a date.
 */
export const age90 = defineRecogniser('age90', 0, (view, segment) => {
  const { text, traits, allSigns } = view;
  if ((traits & Trait.digit) === 0 && (allSigns & SPELLED) === 0) return [];
  const spans: Span[] = [];
  if ((allSigns & SPELLED) === 0 && !hasAge(view)) return spans;
  const whole = /^\s*(9\d|1[01]\d|12[0-5])(?:\.0)?\s*$/.exec(text);
  if (
    whole?.[1] !== undefined &&
    /(?:^|[\s_-])(?:age|edad)(?:$|[\s_-])|[a-z]Age$/i.test(segment.hint ?? '')
  ) {
    const start = text.indexOf(whole[1]);
    spans.push({ label: 'AGE90', start, end: start + whole[1].length, score: 0.9 });
  }
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const age = match[1] ?? '';
      const start = match.index + match[0].indexOf(age);
      spans.push({ label: 'AGE90', start, end: start + age.length, score: 0.85 });
    }
  }
  return spans;
});

/** Whether some number may be such an age. */
function hasAge({ text, runs, runEnds }: View): boolean {
  for (let index = 0; index < runs.length; index++) {
    const [start, end] = [runs[index] ?? 0, runEnds[index] ?? 0];
    if (end - start === 2 && text.charAt(start) === '9') return true;
    if (end - start === 3 && text.charAt(start) === '1' && text.charAt(start + 1) <= '2')
      return true;
  }
  return false;
}
