import type { Segment } from '../document.ts';
import type { Finding } from '../finding.ts';
import { CompactValues } from '../compact-runs.ts';
import type { IdentifierLabel, Label } from '../labels.ts';
import { markText } from '../marks.ts';
import { isTitle } from '../name-edges.ts';
import { isNonNameWord } from '../names.ts';
import { normalized, Trait, unchanged, viewsOf, type View } from '../normalize.ts';
import { hasForms, otherForms, tellingDigits } from '../other-forms.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { Repeated, type ValueWords } from '../repeated.ts';
import { SoughtValues, type MarkedWords } from '../sought-values.ts';
import { isPlainWord } from '../tagger/known-words.ts';
import { wordAt } from '../words.ts';
import { unicode } from '../unicode.ts';

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
    const { label, start, end } = finding;
    if (end - start > 120 || !mayBeRepeated(label)) continue;
    const segment = segments[finding.segment];
    const view = views[finding.segment];
    if (segment === undefined || view === undefined) continue;
    if (label === 'EMAIL') {
      if (finding.score > 0.5) seekNameOf(segment.text.slice(start, end), repeated, sought);
      continue;
    }
    const own = wordsBetween(view, start, end);
    const isElsewhere = own === undefined || repeated.hasOne(own);
    // Most values stand where they were found and nowhere else.
    if (!isElsewhere && !hasForms(label)) continue;
    const value = segment.text.slice(start, end);
    // A part of a text that is its own plain view is one too.
    const text = view.toReceived === unchanged ? value : normalized(value);
    const digits = tellingDigits(label, text);
    const isRewritten = digits !== undefined && repeated.digits(digits);
    if (!isElsewhere && !isRewritten) continue;
    const words = own ?? allWords(text);
    const count = words.to - words.from;
    const again = repeated.count(words);
    const isName = label === 'NAME' && count > 1 && again > 0;
    const isWhole = again === count && count <= MAX_WORDS;
    if (!isName && !isWhole && !isRewritten) continue;
    // One word that a model took for a name once, and that is a plain word elsewhere, is left alone there.
    const isLearned = finding.recogniser === 'tagged-name' && count === 1;
    if (isLearned && (finding.score < LEARNED || isPlainWord(wordAt(words, words.from)))) continue;
    if (claimed.has(label, value)) continue;
    claimed.add(label, value);
    const score = Math.min(finding.score, 0.8);
    const written = isName || isWhole ? writtenWords(words) : [];
    // All words of a value stand where it was found; elsewhere too, if it does.
    if (isWhole && isTelling(label, written)) sought.add(label, written, score);
    if (isRewritten) {
      const forms = repeated.elsewhere(otherForms(label, text), text);
      if (forms.length > 0) compact.add(forms, { label, score });
    }
    if (!isName) continue;
    for (const [index, word] of written.entries()) {
      if (!repeated.isAgain(words, words.from + index)) continue;
      if (isTelling('NAME', [word]) && !isPlainWord(word) && !isTitle(word)) {
        sought.add('NAME', [word], Math.min(score, 0.7));
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

/** jane.roe@example.org tells that "Jane Roe" is somebody; the parts alone may be words. */
function seekNameOf(email: string, repeated: Repeated, sought: SoughtValues): void {
  const parts = unicode('^(\\p{L}{2,24})[._](\\p{L}{2,24})@').exec(email)?.slice(1, 3) ?? [];
  if (parts.some((part) => repeated.written(part))) sought.add('NAME', parts, 0.7);
}

/**
 * The words of a view that a finding covers; undefined where the view is not the text that was received, or parts it
 * elsewhere: in the middle of a word, or at the capitals of a field's name.
 */
function wordsBetween(view: View, start: number, end: number): ValueWords | undefined {
  if (view.toReceived !== unchanged || view.isFieldName) return undefined;
  const { starts, ends } = view;
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  if ((starts[low] ?? end) < start) return undefined;
  let to = low;
  while ((starts[to] ?? end) < end) to += 1;
  return to > low && (ends[to - 1] ?? 0) > end ? undefined : valueWords(view.text, view, low, to);
}

/** Made in one place, so that all have one hidden class. */
function valueWords(
  text: string,
  { starts, ends, hashes, forms }: Omit<MarkedWords, 'text'>,
  from: number,
  to: number,
): ValueWords {
  return { text, starts, ends, hashes, forms, from, to };
}

function allWords(text: string): ValueWords {
  const marks = markText(text, false);
  return valueWords(text, marks, 0, marks.starts.length);
}

function writtenWords(words: ValueWords): string[] {
  const written: string[] = [];
  for (let index = words.from; index < words.to; index++) written.push(wordAt(words, index));
  return written;
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
