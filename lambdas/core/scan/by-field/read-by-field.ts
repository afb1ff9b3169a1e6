import { readCdaElements } from '../cda/read-elements.ts';
import type { Segment } from '../document.ts';
import { readFhirElements } from '../fhir/read-elements.ts';
import { readHl7Fields } from '../hl7v2/read-fields.ts';
import type { Readings } from './reading.ts';

let last: { readonly segments: readonly Segment[]; readonly readings: Readings } | undefined;

/**
 * How the segments of a document are to be read by the standards that it is written in (HL7 v2, FHIR, C-CDA);
 * a segment without an entry is prose, or a field whose name speaks for it. Made once for each document, however
 * many ask in turn.
 */
export function readByField(segments: readonly Segment[]): Readings {
  if (last?.segments === segments) return last.readings;
  const readings: Readings = new Map();
  readHl7Fields(segments, readings);
  readFhirElements(segments, readings);
  readCdaElements(segments, readings);
  readNamespaces(segments, readings);
  last = { segments, readings };
  return readings;
}

/** Names that XML gives its vocabularies; they say nothing of anybody. */
function readNamespaces(segments: readonly Segment[], readings: Readings): void {
  segments.forEach(({ field }, index) => {
    if (field === 'xml:namespace') {
      readings.set(index, { standard: 'xml', meaning: 'quiet', score: 0 });
    }
  });
}
