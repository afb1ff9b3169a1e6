import { isVin } from '../checksums.ts';
import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const VIN = /(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/g;
const VIN_CUE = /(?<![A-Za-z])(?:vin|vehicle\s(?:id(?:entification)?|number))(?![A-Za-z])/gi;
const PLATE_CUE =
  /(?<![A-Za-z])(?:(?:licen[sc]e|number|vehicle|car|registration)[\s_-]?plates?|plates?(?=\s?(?:n|#|:|is|[A-Z0-9]{2,4}[- ]?\d))|vehicle\sregistration|placas?)(?![A-Za-z])/gi;

/** Safe Harbor (L): vehicle identification numbers (check digit or cue) and licence plates (cue). */
export const vehicle = defineRecogniser(
  'vehicle',
  Trait.digit | Trait.letter,
  ({ text, traits }) => {
    const spans: Span[] = [
      ...findCuedIds(text, {
        label: 'VEHICLE',
        score: 0.9,
        cue: VIN_CUE,
        accept: (id) => /^[A-Za-z0-9]{11,17}$/.test(id),
      }),
      ...findCuedIds(text, {
        label: 'VEHICLE',
        score: 0.85,
        cue: PLATE_CUE,
        minDigits: 1,
        accept: (id) => id.length >= 4 && id.length <= 10,
      }),
    ];
    if ((traits & Trait.upper) !== 0) {
      for (const match of matches(VIN, text)) {
        if (!isVin(match[0])) continue;
        spans.push({ label: 'VEHICLE', start: match.index, end: match.index + 17, score: 0.9 });
      }
    }
    return spans;
  },
);
