import type { Segment } from '../document.ts';
import type { Finding } from '../finding.ts';
import { CompactValues } from '../compact-runs.ts';
import { isIdentifierLabel, type IdentifierLabel } from '../labels.ts';
import { isNonNameWord } from '../names.ts';
import { normalized, Trait, viewOf } from '../normalize.ts';
import { otherForms } from '../other-forms.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { SoughtValues } from '../sought-values.ts';
import { isPlainWord } from '../tagger/known-words.ts';
import { splitWords, wordAt, wordsOf } from '../words.ts';

const NAME = 'propagate';
/**
 * Values that are looked for at most: a bound on memory. A document with more is reported as not wholly
 * read, because what is not looked for is not found.
 */
export const MAX_VALUES = 10_000;
const MAX_WORDS = 8;
/** From this score on a single word that the tagger found is looked for elsewhere. */
const LEARNED = 0.6;

/** Labels whose values mean the same person or thing wherever they stand. */
const LABELS: ReadonlySet<IdentifierLabel> = new Set<IdentifierLabel>([
  'NAME',
  'MRN',
  'HEALTH_PLAN_ID',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'OTHER_ID',
  'SSN',
  'PHONE',
  'FAX',
  'ZIP',
  'GEO',
  'DATE',
]);

/**
 * What was found once is found everywhere: a name given in one field and repeated in a note, a record
 * number that stands in a sentence without its cue. Case and accents do not matter, word boundaries do; the
 * parts of a name count as well, and numbers and dates in any spacing (`otherForms`).
 */
export const propagate: DocumentRecogniser = {
  name: NAME,
  recognise(segments, found, unread) {
    const { sought, compact } = collect(segments, found);
    if (sought.isFull) unread?.({ path: '', reason: 'too_many_values' });
    if (sought.size === 0) return [];
    const findings: Finding[] = [];
    segments.forEach((segment, index) => {
      const { path } = segment;
      const words = wordsOf(segment);
      const view = viewOf(segment);
      for (let at = 0; at < words.starts.length; at++) {
        const match = sought.match(words, at);
        if (match === undefined) continue;
        const { label, score, last } = match;
        const [start, end] = view.toReceived(words.starts[at] ?? 0, words.ends[last] ?? 0);
        findings.push({ label, recogniser: NAME, segment: index, path, start, end, score });
        at = last;
      }
      if (compact.size === 0 || (view.traits & Trait.digit) === 0) return;
      for (const match of compact.find(view.text)) {
        const [start, end] = view.toReceived(match.start, match.end);
        const { label, score } = match;
        findings.push({ label, recogniser: NAME, segment: index, path, start, end, score });
      }
    });
    return findings;
  },
};

interface Collected {
  readonly sought: SoughtValues;
  readonly compact: CompactValues;
}

function collect(segments: readonly Segment[], found: readonly Finding[]): Collected {
  const sought = new SoughtValues(MAX_VALUES);
  const compact = new CompactValues();
  // Several recognisers find the same, and a message repeats itself: the first to claim a value keeps it.
  const claimed = new Set<string>();
  for (const finding of found) {
    const segment = segments[finding.segment];
    if (segment === undefined || finding.end - finding.start > 120) continue;
    const value = segment.text.slice(finding.start, finding.end);
    if (finding.label === 'EMAIL') {
      // jane.roe@example.org tells that "Jane Roe" is somebody; the parts alone may be words.
      const parts = /^(\p{L}{2,24})[._](\p{L}{2,24})@/u.exec(value);
      if (parts !== null && finding.score > 0.5) sought.add('NAME', parts.slice(1, 3), 0.7);
      continue;
    }
    if (!isIdentifierLabel(finding.label) || !LABELS.has(finding.label)) continue;
    const claim = `${finding.label} ${value}`;
    if (claimed.has(claim)) continue;
    const text = normalized(value);
    const split = splitWords(text);
    const words = split.starts.map((_, index) => wordAt(split, index));
    const score = Math.min(finding.score, 0.8);
    // One word that a model took for a name once, and that is a plain word elsewhere, is left alone there.
    const [only = ''] = words;
    const isLearned = finding.recogniser === 'tagged-name' && words.length === 1;
    if (isLearned && (finding.score < LEARNED || isPlainWord(only))) continue;
    claimed.add(claim);
    if (words.length <= MAX_WORDS && isTelling(finding.label, words))
      sought.add(finding.label, words, score);
    if (!sought.isFull) {
      for (const form of otherForms(finding.label, text)) {
        compact.add(form, { label: finding.label, score });
      }
    }
    if (finding.label === 'NAME' && words.length > 1) {
      for (const word of words) {
        if (isTelling('NAME', [word]) && !isPlainWord(word))
          sought.add('NAME', [word], Math.min(score, 0.7));
      }
    }
  }
  return { sought, compact };
}

/** Whether a value is long and particular enough that finding it elsewhere means the same thing. */
function isTelling(label: IdentifierLabel, words: readonly string[]): boolean {
  const letters = words.join('');
  if (label === 'NAME') {
    if (words.length > 1) return letters.length >= 4;
    return letters.length >= 3 && /\p{L}{3}/u.test(letters) && !isNonNameWord(letters);
  }
  if (label === 'GEO') return letters.length >= 4 && !isNonNameWord(letters);
  if (label === 'DATE') return letters.length >= 6;
  return letters.length >= 5 && /\d{3}|\d.*\d.*\d/.test(letters);
}
