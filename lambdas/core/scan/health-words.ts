import type { Finding } from './finding.ts';
import type { HealthLabel } from './labels.ts';

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

/** Leaves out names and places by the tagger and by cues that are all in a health term. Linear but for sorting the terms. */
export function withoutHealthWords(found: readonly Finding[]): readonly Finding[] {
  const terms = new Map<number, Finding[]>();
  for (const finding of found) {
    if (!HEALTH_WORDS.has(finding.label)) continue;
    const list = terms.get(finding.segment);
    if (list === undefined) terms.set(finding.segment, [finding]);
    else list.push(finding);
  }
  if (terms.size === 0) return found;
  for (const list of terms.values()) list.sort((a, b) => a.start - b.start);
  return found.filter((finding) => {
    if (finding.recogniser !== 'tagged-name' && finding.recogniser !== 'name-cue') return true;
    const list = terms.get(finding.segment);
    return list === undefined || !isInside(finding, list);
  });
}

function isInside({ start, end }: Finding, ordered: readonly Finding[]): boolean {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const term = ordered[low - 1];
  return term !== undefined && term.end >= end;
}
