import type { Segment } from '../document.ts';
import type { Finding } from '../finding.ts';
import { isIdentifierLabel, type IdentifierLabel } from '../labels.ts';
import { isNonNameWord, isWordName } from '../names.ts';
import { viewOf } from '../normalize.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { isAdjacent, Prefixes, splitWords, wordAt, wordsOf, type Words } from '../words.ts';

const NAME = 'propagate';
/** Values that are looked for at most; hostile documents hold more, honest ones do not. */
const MAX_VALUES = 2000;
const MAX_WORDS = 8;

interface Sought {
  readonly label: IdentifierLabel;
  readonly score: number;
  /** Lower-case words after the first. */
  readonly rest: readonly string[];
  /** An ordinary word too: only with its capital letter. */
  readonly capital: boolean;
}

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
 * number that stands in a sentence without its cue. Case does not matter, word boundaries do; the parts
 * of a name count as well.
 */
export const propagate: DocumentRecogniser = {
  name: NAME,
  recognise(segments, found) {
    const sought = collect(segments, found);
    if (sought.size === 0) return [];
    const prefixes = new Prefixes();
    for (const word of sought.keys()) prefixes.add(word);
    const findings: Finding[] = [];
    segments.forEach((segment, index) => {
      const words = wordsOf(segment);
      const view = viewOf(segment);
      for (let at = 0; at < words.starts.length; at++) {
        if (!prefixes.mayHave(words, at)) continue;
        const candidates = sought.get(wordAt(words, at).toLowerCase());
        const match = candidates?.find((candidate) => isHere(words, at, candidate));
        if (match === undefined) continue;
        const last = at + match.rest.length;
        const [start, end] = view.toReceived(words.starts[at] ?? 0, words.ends[last] ?? 0);
        const { label, score } = match;
        findings.push({
          label,
          recogniser: NAME,
          segment: index,
          path: segment.path,
          start,
          end,
          score,
        });
        at = last;
      }
    });
    return findings;
  },
};

function collect(segments: readonly Segment[], found: readonly Finding[]): Map<string, Sought[]> {
  const sought = new Map<string, Sought[]>();
  const seen = new Set<string>();
  const add = (label: IdentifierLabel, words: readonly string[], score: number): void => {
    const [first, ...rest] = words;
    const key = words.join(' ').toLowerCase();
    if (first === undefined || seen.size >= MAX_VALUES || seen.has(key)) return;
    seen.add(key);
    const lower = first.toLowerCase();
    const list = sought.get(lower) ?? [];
    const capital = label === 'NAME' && words.length === 1 && isWordName(first);
    list.push({ label, score, rest: rest.map((word) => word.toLowerCase()), capital });
    sought.set(lower, list);
  };
  for (const finding of found) {
    const segment = segments[finding.segment];
    if (segment === undefined || finding.end - finding.start > 120) continue;
    const value = segment.text.slice(finding.start, finding.end);
    if (finding.label === 'EMAIL') {
      // jane.roe@example.org tells that "Jane Roe" is somebody; the parts alone may be words.
      const parts = /^(\p{L}{2,24})[._](\p{L}{2,24})@/u.exec(value);
      if (parts !== null && finding.score > 0.5) add('NAME', parts.slice(1, 3), 0.7);
      continue;
    }
    if (!isIdentifierLabel(finding.label) || !LABELS.has(finding.label)) continue;
    const split = splitWords(value.normalize('NFKC'));
    const words = split.starts.map((_, index) => wordAt(split, index));
    const score = Math.min(finding.score, 0.8);
    if (words.length <= MAX_WORDS && isTelling(finding.label, words))
      add(finding.label, words, score);
    if (finding.label === 'NAME' && words.length > 1) {
      for (const word of words) {
        if (isTelling('NAME', [word])) add('NAME', [word], Math.min(score, 0.7));
      }
    }
  }
  for (const list of sought.values()) list.sort((a, b) => b.rest.length - a.rest.length);
  return sought;
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

function isHere(words: Words, at: number, { rest, capital }: Sought): boolean {
  if (capital) {
    const first = wordAt(words, at);
    if (first.startsWith(first.charAt(0).toLowerCase())) return false;
  }
  return rest.every((word, step) => {
    const index = at + 1 + step;
    return isAdjacent(words, index, 3) && wordAt(words, index).toLowerCase() === word;
  });
}
