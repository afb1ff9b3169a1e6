import { before, defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const SEPARATED = /(?<![\w-])(\d{3})([- ./])(\d{2})\2(\d{4})(?![\w-]|\.\d)/g;
const BARE = /(?<![\w.-])(\d{3})()(\d{2})(\d{4})(?![\w-]|\.\d)/g;
const MASKED = /(?<![\w*])[*xX#•]{3}([- ]?)[*xX#•]{2}\1\d{4}(?!\w)/g;
const LAST_FOUR =
  /(?:last\s(?:four|4)(?:\sdigits)?(?:\sof)?(?:\s(?:my|the|your|his|her|their))?\s(?:ssn|social(?:\ssecurity(?:\snumber)?)?)|(?:ssn|social)\s(?:ending(?:\sin)?|ends\sin|last\s(?:four|4)))[\s:#-]{0,4}(?:is\s|are\s|in\s)?(\d{4})(?!\d)/gi;
const CUE = /\b(?:ssn?|social(?:\s+security)?|soc\s?sec|seguro\s+social)\b[^\d\n]{0,24}$/i;

/**
 * Safe Harbor (G): social security numbers. Area 000, 666 and 900 to 999, group 00 and serial 0000 are
 * never issued (SSA, "Social Security Number Randomization"). Nine bare digits need a cue; masked
 * numbers count, because their last four digits are part of the number.
 */
export const ssn = defineRecogniser('ssn', Trait.digit, ({ text }, segment) => {
  const spans: Span[] = [];
  const hinted = /ssn|social.?sec/i.test(segment.hint ?? '');
  const add = (start: number, length: number, score: number): void => {
    spans.push({ label: 'SSN', start, end: start + length, score });
  };
  for (const match of matches(SEPARATED, text)) {
    if (!isIssuable(match)) continue;
    const cued = hinted || CUE.test(before(text, match.index, 40));
    if (match[2] === '-' || cued) add(match.index, match[0].length, cued ? 0.98 : 0.85);
  }
  for (const match of matches(BARE, text)) {
    if (isIssuable(match) && (hinted || CUE.test(before(text, match.index, 40)))) {
      add(match.index, match[0].length, 0.95);
    }
  }
  for (const match of matches(MASKED, text)) add(match.index, match[0].length, 0.9);
  for (const match of matches(LAST_FOUR, text)) {
    add(match.index + match[0].length - 4, 4, 0.9);
  }
  return spans;
});

function isIssuable([, area = '', , group = '', serial = '']: RegExpExecArray): boolean {
  return (
    area !== '000' && area !== '666' && !area.startsWith('9') && group !== '00' && serial !== '0000'
  );
}
