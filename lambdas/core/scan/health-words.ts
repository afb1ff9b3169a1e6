import { byStart } from './by-start.ts';
import type { Segment } from './document.ts';
import type { Finding } from './finding.ts';
import type { HealthLabel } from './labels.ts';
import { isGivenName } from './tagger/known-words.ts';

/** Evidence whose words are nobody's name, however the tagger reads them: Coumadin, Afib, Graves' disease. */
const HEALTH_WORDS: ReadonlySet<string> = new Set<HealthLabel>([
  'CONDITION',
  'SYMPTOM',
  'PROCEDURE',
  'DRUG',
  'LAB',
  'THERAPY',
  'PAYER',
]);

/** From this score on a cue says plainly that a name follows: a title, a greeting, "my name is". */
const PLAIN_CUE = 0.8;

/**
 * Leaves out names and places by the tagger and by weak cues that are all in a health term. A given name stays,
 * whatever is sold under it: Allegra and Yasmin are people too. Linear but for sorting the terms.
 */
export function withoutHealthWords(
  found: readonly Finding[],
  segments: readonly Segment[],
): readonly Finding[] {
  const terms = new Map<number, Finding[]>();
  for (const finding of found) {
    if (!HEALTH_WORDS.has(finding.label)) continue;
    const list = terms.get(finding.segment);
    if (list === undefined) terms.set(finding.segment, [finding]);
    else list.push(finding);
  }
  if (terms.size === 0) return found;
  for (const [segment, list] of terms) terms.set(segment, byStart(list));
  return found.filter((finding) => {
    const { recogniser, segment, start, end, score } = finding;
    const isWeakCue = recogniser === 'name-cue' && score < PLAIN_CUE;
    if (recogniser !== 'tagged-name' && !isWeakCue) return true;
    const list = terms.get(segment);
    const term = list === undefined ? undefined : termAround(finding, list);
    if (term === undefined) return true;
    // In a longer term it is nobody's: polycythemia vera.
    if (term.start !== start || term.end !== end) return false;
    return isGivenName(segments[segment]?.text.slice(start, end) ?? '');
  });
}

function termAround({ start, end }: Finding, ordered: readonly Finding[]): Finding | undefined {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return undefined;
  const term = ordered[low - 1];
  return term !== undefined && term.end >= end ? term : undefined;
}
