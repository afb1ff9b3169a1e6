import type { Segment } from '../document.ts';
import type { Finding } from '../finding.ts';
import { isIdentifierLabel } from '../labels.ts';
import type { Reading, Readings } from './reading.ts';
import { unicode } from '../unicode.ts';

/**
 * Recognisers that read codes, units and statuses as well: those of health, and those of identifiers which no
 * code looks like.
 */
export const READS_QUIET: ReadonlySet<string> = new Set([
  'email',
  'ssn',
  'phone',
  'health-terms',
  'health-key',
  'icd10-code',
  'dose',
  'vitals',
]);

/** A number written as a telephone number is, and no code: with its area code set apart, or by its label. */
const SURELY_A_PHONE = 0.9;

/** Whether a standard has said what the whole of a value is, so that it need not be read as prose. */
export function isReadByField(reading: Reading | undefined): reading is Reading {
  return reading !== undefined && reading.meaning !== 'prose';
}

/**
 * Leaves out what was found in codes and the like by something that reads prose: a word of a code's text that is
 * also somebody's name. A whole name, and an id that was found elsewhere, stay.
 */
export function withoutQuiet(
  found: readonly Finding[],
  segments: readonly Segment[],
  readings: Readings,
): readonly Finding[] {
  if (readings.size === 0) return found;
  return found.filter(({ label, recogniser, segment, start, end, score }) => {
    const reading = readings.get(segment);
    if (!isReadByField(reading) || !isIdentifierLabel(label)) return true;
    if (recogniser === 'phone') return score >= SURELY_A_PHONE;
    if (recogniser === reading.standard || READS_QUIET.has(recogniser)) return true;
    if (reading.meaning !== 'quiet') return false;
    if (recogniser !== 'propagate' || label === 'DATE') return false;
    const value = segments[segment]?.text.slice(start, end) ?? '';
    return (
      (label !== 'NAME' && label !== 'GEO') || unicode('[\\p{L}\\p{N}][\\s,]+\\p{L}').test(value)
    );
  });
}
