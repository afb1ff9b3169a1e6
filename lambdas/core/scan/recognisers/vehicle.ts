import { isVin } from '../checksums.ts';
import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

/** The last four places are digits (49 CFR 565.15(d)). */
const VIN = /[A-HJ-NPR-Z0-9]{13}\d{4}(?![A-Za-z0-9])/y;
const VIN_CUE = defineCue(
  'vin vins vehicle',
  'vins?|vehicle\\s(?:id(?:entifi(?:cation|er))?|number)(?:\\snumber)?',
);
const PLATE_CUE = defineCue(
  'license licence number vehicle car automobile auto truck motorcycle registration plate plates licenseplate placa placas tag',
  '(?:(?:licen[sc]e|number|vehicle|car|registration)[\\s_-]?(?:plates?|tags?)|licenseplate|plates?(?=\\s?(?:n|#|:|is|[A-Z0-9]{2,4}[- ]?\\d))|(?:vehicle|car|auto(?:mobile)?|truck|motorcycle)\\sregistration|tag(?=\\s?(?:number|no\\b|#))|placas?)(?:\\s(?:number|no\\.?|#))?',
);
/** `7ABC 123`, `ABC-1234`: one or two groups of letters and digits. */
const PLATE =
  /(?:[A-Z]{1,4}[ -]\d{2,5}|\d{1,4}[ -][A-Z]{2,4}|(?=[A-Z]{0,4}\d)[A-Z0-9]{2,5}[ -][A-Z0-9]{2,5})(?![A-Za-z0-9-])/y;

const VIN_RULE: CuedId = {
  label: 'VEHICLE',
  score: 0.9,
  cue: VIN_CUE,
  behind: true,
  accept: (id) => /^[A-Za-z0-9]{11,17}$/.test(id),
};
const PLATE_RULE: CuedId = {
  label: 'VEHICLE',
  score: 0.85,
  cue: PLATE_CUE,
  minDigits: 1,
  form: PLATE,
  behind: true,
  accept: (id) => id.length >= 3 && id.length <= 10,
};

/** Safe Harbor (L): vehicle identification numbers (check digit or cue) and licence plates (cue). */
export const vehicle = defineRecogniser('vehicle', Trait.digit | Trait.letter, (view) => {
  const spans: Span[] = [];
  addCuedIds(view, PLATE_RULE, spans);
  addCuedIds(view, VIN_RULE, spans);
  if ((view.traits & Trait.upper) === 0) return spans;
  for (const match of matchesAtNumbers(VIN, view, (length) => length === 17)) {
    if (!isVin(match[0])) continue;
    spans.push({ label: 'VEHICLE', start: match.index, end: match.index + 17, score: 0.9 });
  }
  return spans;
});
