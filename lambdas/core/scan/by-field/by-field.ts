import type { Finding } from '../finding.ts';
import type { DocumentRecogniser } from '../recogniser.ts';
import { readByField } from './read-by-field.ts';

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
        const label = isCare === true ? 'CARE' : meaning;
        if (label === 'quiet' || label === 'prose') continue;
        const { text, path } = segment;
        const start = reading.start ?? text.search(/\S/);
        if (start < 0) continue;
        const end = text.trimEnd().length;
        findings.push({
          label,
          recogniser: standard,
          segment: index,
          path,
          start,
          end,
          score,
        });
      }
      return findings;
    },
  };
}
