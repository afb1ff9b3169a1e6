import { before, defineRecogniser } from '../define-recogniser.ts';
import type { IdentifierLabel } from '../labels.ts';
import { Trait, type View } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const VALUES: ReadonlyMap<string, string> = new Map(
  'zero oh one two three four five six seven eight nine'
    .split(' ')
    .map((word, index) => [word, String(Math.max(0, index - 1))]),
);
const TIMES: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
]);
/** Between two digits: a space, a hyphen, `point` and `dash` as words are not expected. */
const WIDEST_GAP = 3;
const FEWEST_SPELLED = 4;
const FEWEST_SPACED = 6;
const LONGEST = 24;

/** What words before say that the number is; the nearest counts. */
const CONTEXTS: readonly (readonly [RegExp, IdentifierLabel, number])[] = [
  [/\b(?:ssn|s[\s.]{1,2}s[\s.]{1,2}n|social(?:\ssecurity)?)\b[^\n]{0,32}$/i, 'SSN', 0.9],
  [
    /\b(?:mrn|m[\s.]{1,2}r[\s.]{1,2}n|(?:medical\s)?record|chart|patient\s(?:id|number))\b[^\n]{0,24}$/i,
    'MRN',
    0.88,
  ],
  [
    /\b(?:member|policy|plan|group|subscriber|insurance|medicare|medicaid)\b[^\n]{0,24}$/i,
    'HEALTH_PLAN_ID',
    0.85,
  ],
  [/\b(?:account|card|routing|acct)\b[^\n]{0,24}$/i, 'ACCOUNT', 0.85],
  [/\b(?:zip|postal)\b[^\n]{0,16}$/i, 'ZIP', 0.85],
  [/\b(?:phone|cell|mobile|call|text|reach|number|tel|fax|dial)\b[^\n]{0,32}$/i, 'PHONE', 0.85],
  [/\b(?:id|code|pin|reference|confirmation|claim|case)\b[^\n]{0,16}$/i, 'OTHER_ID', 0.7],
];

/**
 * Numbers digit by digit, in words ("five five five, oh one two three") or with spaces ("4 1 5 - 5 5 5 ..."):
 * what they are is told by the words before, or by how many digits there are.
 */
export const spelledNumber = defineRecogniser('spelled-number', 0, (view) => {
  const spans: Span[] = [];
  if ((view.traits & Trait.spelledDigits) === 0 && !hasSpacedDigits(view)) return spans;
  const { starts, ends, text } = view;
  for (let first = 0; first < starts.length; first++) {
    let [digits, last, spelled, end] = ['', first, 0, starts[first] ?? 0];
    for (let index = first; index < starts.length && digits.length <= LONGEST; index++) {
      const start = starts[index] ?? 0;
      if (start - end > WIDEST_GAP) break;
      const read = readDigit(text, start, ends[index] ?? 0, view, index);
      if (read === undefined) break;
      if (read.word) spelled += 1;
      digits += read.digits;
      last = index;
      end = ends[index] ?? 0;
    }
    if (digits.length < Math.min(FEWEST_SPELLED, FEWEST_SPACED)) continue;
    const start = starts[first] ?? 0;
    const fewest = spelled >= FEWEST_SPELLED ? FEWEST_SPELLED : FEWEST_SPACED;
    const what = digits.length < fewest ? undefined : labelOf(digits, before(text, start, 56));
    if (what !== undefined) spans.push({ label: what[0], start, end, score: what[1] });
    first = last;
  }
  return spans;
});

/** Six words of one digit each, close together. */
function hasSpacedDigits({ numbers, digits, starts, ends }: View): boolean {
  if (numbers.length < FEWEST_SPACED) return false;
  let inRow = 0;
  for (let index = 0; index < numbers.length; index++) {
    const word = numbers[index] ?? 0;
    const start = starts[word] ?? 0;
    const isOne = digits[index] === 1 && (ends[word] ?? 0) - start === 1;
    const follows = start - (ends[word - 1] ?? -9) <= WIDEST_GAP;
    inRow = isOne ? (follows ? inRow + 1 : 1) : 0;
    if (inRow >= FEWEST_SPACED) return true;
  }
  return false;
}

function readDigit(
  text: string,
  start: number,
  end: number,
  view: View,
  index: number,
): { readonly digits: string; readonly word: boolean } | undefined {
  const length = end - start;
  if (length === 1) {
    const character = text.charAt(start);
    if (/\d/.test(character)) return { digits: character, word: false };
    return /o/i.test(character) && index > 0 ? { digits: '0', word: true } : undefined;
  }
  if (length > 6) return undefined;
  const word = text.slice(start, end).toLowerCase();
  const value = VALUES.get(word);
  if (value !== undefined) return { digits: value, word: true };
  const times = TIMES.get(word);
  if (times === undefined) return undefined;
  const next = VALUES.get(text.slice(view.starts[index + 1], view.ends[index + 1]).toLowerCase());
  // The digit itself follows as a word of its own.
  return next === undefined ? undefined : { digits: next.repeat(times - 1), word: true };
}

function labelOf(digits: string, lead: string): readonly [IdentifierLabel, number] | undefined {
  const { length } = digits;
  let nearest: readonly [IdentifierLabel, number] | undefined;
  let at = -1;
  for (const [context, label, score] of CONTEXTS) {
    const match = context.exec(lead);
    if (match !== null && match.index > at) {
      at = match.index;
      nearest = [label, score];
    }
  }
  if (nearest !== undefined && !(nearest[0] === 'PHONE' && length < 7)) return nearest;
  if (length === 10 || length === 11) return ['PHONE', 0.75];
  if (length === 9) return ['SSN', 0.75];
  if (length === 7) return ['PHONE', 0.55];
  return length >= 6 ? ['OTHER_ID', 0.5] : undefined;
}
