import type { Finding } from '../finding.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { readByField } from './read-by-field.ts';
import { BY_FIELD_SCORE } from './reading.ts';

/**
 * The recogniser that speaks for a standard: every value that stands where the standard puts an identifier is
 * one, in full, whatever it looks like.
 */
export function byField(standard: string): DocumentRecogniser {
  return {
    name: standard,
    recognise(segments) {
      const findings: Finding[] = [];
      for (const [index, reading] of readByField(segments)) {
        const segment = segments[index];
        const { meaning, score, isCare } = reading;
        if (segment === undefined || reading.standard !== standard) continue;
        const { text, path } = segment;
        const start = reading.start ?? text.search(/\S/);
        const end = text.trimEnd().length;
        if (start < 0 || start >= end) continue;
        const place = { recogniser: standard, segment: index, path, start, end };
        if (isCare === true) findings.push({ ...place, label: 'CARE', score: BY_FIELD_SCORE });
        if (meaning === 'quiet' || meaning === 'prose') continue;
        findings.push({ ...place, label: meaning, score });
      }
      return findings;
    },
  };
}
