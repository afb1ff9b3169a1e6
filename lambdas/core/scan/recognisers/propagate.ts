import type { Segment } from '../document.ts';
import type { Finding } from '../finding.ts';
import { CompactValues } from '../compact-runs.ts';
import type { IdentifierLabel, Label } from '../labels.ts';
import { Form } from '../marks.ts';
import { isTitle } from '../name-edges.ts';
import { isNonNameWord } from '../names.ts';
import { normalized, Trait, unchanged, viewsOf, type View } from '../normalize.ts';
import { hasForms, otherForms, tellingDigits } from '../other-forms.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { Repeated } from '../repeated.ts';
import { SoughtValues } from '../sought-values.ts';
import { isPlainWord } from '../tagger/known-words.ts';
import { splitWords, wordAt } from '../words.ts';
import { unicode } from '../unicode.ts';

const { wide: WIDE } = Form;

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
const LABELS: readonly IdentifierLabel[] = [
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
];

const MAY_REPEAT: ReadonlySet<Label> = new Set<Label>([...LABELS, 'EMAIL']);

const mayBeRepeated = (label: Label): label is IdentifierLabel => MAY_REPEAT.has(label);

/**
 * What was found once is found everywhere: a name given in one field and repeated in a note, a record
 * number that stands in a sentence without its cue. Case and accents do not matter, word boundaries do; the
 * parts of a name count as well, and numbers and dates in any spacing (`otherForms`).
 */
export const propagate: DocumentRecogniser = {
  name: NAME,
  recognise(segments, found, unread) {
    if (!found.some(({ label }) => mayBeRepeated(label))) return [];
    const views = viewsOf(segments);
    const { sought, compact } = collect(segments, views, found);
    if (sought.isFull || compact.isFull) unread?.({ path: '', reason: 'too_many_values' });
    if (sought.size === 0 && compact.size === 0) return [];
    const findings: Finding[] = [];
    segments.forEach((segment, index) => {
      const { path } = segment;
      const view = views[index];
      if (view === undefined) return;
      const { starts, ends } = view;
      for (let at = 0; sought.size > 0 && at < starts.length; at++) {
        const match = sought.match(view, at);
        if (match === undefined) continue;
        const { label, score, last } = match;
        const [start, end] = view.toReceived(starts[at] ?? 0, ends[last] ?? 0);
        findings.push({ label, recogniser: NAME, segment: index, path, start, end, score });
        at = last;
      }
      if (compact.size === 0 || (view.traits & Trait.digit) === 0) return;
      for (const match of compact.find(view)) {
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

function collect(
  segments: readonly Segment[],
  views: readonly View[],
  found: readonly Finding[],
): Collected {
  const sought = new SoughtValues(MAX_VALUES);
  const compact = new CompactValues(MAX_VALUES);
  const repeated = new Repeated(views);
  const claimed = new Claims();
  for (const finding of found) {
    const { label } = finding;
    const segment = segments[finding.segment];
    if (finding.end - finding.start > 120 || !mayBeRepeated(label) || segment === undefined) {
      continue;
    }
    const view = views[finding.segment];
    const isElsewhere = view === undefined || mayRepeat(view, finding, repeated);
    // Most values stand where they were found and nowhere else.
    if (!isElsewhere && label !== 'EMAIL' && !hasForms(label)) continue;
    const value = segment.text.slice(finding.start, finding.end);
    if (label === 'EMAIL') {
      // jane.roe@example.org tells that "Jane Roe" is somebody; the parts alone may be words.
      const parts = unicode('^(\\p{L}{2,24})[._](\\p{L}{2,24})@').exec(value)?.slice(1, 3) ?? [];
      if (finding.score > 0.5 && parts.some((part) => repeated.written(part))) {
        sought.add('NAME', parts, 0.7);
      }
      continue;
    }
    if (claimed.has(label, value)) continue;
    // A part of a text that is its own plain view is one too.
    const text = view?.toReceived === unchanged ? value : normalized(value);
    const digits = tellingDigits(label, text);
    const isRewritten = digits !== undefined && repeated.digits(digits);
    if (!isElsewhere && !isRewritten) continue;
    const split = splitWords(text);
    const words = split.starts.map((_, index) => wordAt(split, index));
    const score = Math.min(finding.score, 0.8);
    // One word that a model took for a name once, and that is a plain word elsewhere, is left alone there.
    const [only = ''] = words;
    const isLearned = finding.recogniser === 'tagged-name' && words.length === 1;
    if (isLearned && (finding.score < LEARNED || isPlainWord(only))) continue;
    claimed.add(label, value);
    const again = words.filter((word) => repeated.written(word));
    // All words of a value stand where it was found; elsewhere too, if it does.
    if (again.length === words.length && words.length <= MAX_WORDS && isTelling(label, words)) {
      sought.add(label, words, score);
    }
    if (isRewritten) {
      const forms = otherForms(label, text);
      if (repeated.forms(forms, text)) compact.add(forms, { label, score });
    }
    if (label === 'NAME' && words.length > 1) {
      for (const word of again) {
        if (isTelling('NAME', [word]) && !isPlainWord(word) && !isTitle(word)) {
          sought.add('NAME', [word], Math.min(score, 0.7));
        }
      }
    }
  }
  return { sought, compact };
}

/** Several recognisers find the same, and a message repeats itself: the first to claim a value keeps it. */
class Claims {
  /** Made with the first: most messages repeat nothing. */
  #values: Map<string, Label[]> | undefined;

  has(label: Label, value: string): boolean {
    return this.#values?.get(value)?.includes(label) === true;
  }

  add(label: Label, value: string): void {
    this.#values ??= new Map();
    const labels = this.#values.get(value);
    if (labels === undefined) this.#values.set(value, [label]);
    else labels.push(label);
  }
}

/** Whether one of a finding's words may stand in the document once more. */
function mayRepeat(view: View, { start, end }: Finding, repeated: Repeated): boolean {
  if (view.toReceived !== unchanged) return true;
  const { starts, ends, hashes, forms } = view;
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  for (; low < starts.length; low++) {
    const from = starts[low] ?? 0;
    if (from >= end) return false;
    // A part of a word has another hash, and so has a word with accents.
    if (from < start || (ends[low] ?? 0) > end || ((forms[low] ?? 0) & WIDE) !== 0) return true;
    if (repeated.word(hashes[low] ?? 0)) return true;
  }
  return false;
}

/** Whether a value is long and particular enough that finding it elsewhere means the same thing. */
function isTelling(label: IdentifierLabel, words: readonly string[]): boolean {
  const letters = words.join('');
  if (label === 'NAME') {
    if (words.length > 1) return letters.length >= 4;
    return letters.length >= 3 && unicode('\\p{L}{3}').test(letters) && !isNonNameWord(letters);
  }
  if (label === 'GEO') return letters.length >= 4 && !isNonNameWord(letters);
  if (label === 'DATE') return letters.length >= 6;
  return letters.length >= 5 && /\d{3}|\d.*\d.*\d/.test(letters);
}
