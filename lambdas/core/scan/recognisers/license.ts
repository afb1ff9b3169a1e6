import { isDeaNumber, isNpi } from '../checksums.ts';
import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE = defineCue(
  'license licence licenses licences lic dl d cdl certificate certificates certification cert permit registration licencia licensenumber licenseno driverslicense driverlicense',
  [
    'lic(?:en[sc]e)?s?\\.?(?!\\s?plate)(?=[\\s:#.=]{0,3}(?:n[uo]|#|id|is|:|\\(|[A-Z]{0,3}-?\\d))',
    'lic\\.(?=\\s?[A-Z]{0,3}-?\\d)',
    '(?:licensenumber|licenseno|driverslicense|driverlicense)',
    'c?d\\.?l\\.?(?=\\s?(?:#|n[uo]|:))',
    '(?:certificat(?:e|ion)s?|cert\\.?|permit|registration)(?=[\\s:#.=]{0,3}(?:n[uo]|#|id|is|:|[A-Z]{0,3}-?\\d))',
    'licencia',
  ].join('|'),
);
const NPI_CUE = defineCue(
  'npi npis national',
  'npis?|national\\sprovider\\s(?:identifier|id(?:entification)?)(?:\\snumber)?',
);
const DEA_CUE = defineCue(
  'dea',
  'DEA(?:\\s(?:registration|number|no\\.?|reg\\.?|#))?(?=[\\s:#]{1,3}(?:is\\s)?[A-Z]{2}\\d)',
);
const DEA = /[A-HJ-NPRSTUX][A-Z9]\d{7}(?![A-Za-z0-9])/y;

const RULES: readonly CuedId[] = [
  { label: 'LICENSE', score: 0.85, cue: CUE, minDigits: 4, behind: true },
  // A wrong check digit is a slip more often than another number.
  {
    label: 'LICENSE',
    score: 0.8,
    cue: NPI_CUE,
    behind: true,
    accept: (id) => /^\d{10}$/.test(id) && !isNpi(id),
  },
  { label: 'LICENSE', score: 0.95, cue: NPI_CUE, behind: true, accept: isNpi },
  { label: 'LICENSE', score: 0.85, cue: DEA_CUE, minDigits: 7 },
];

/** Safe Harbor (K): certificate and license numbers; NPI and DEA numbers by their check digits. */
export const license = defineRecogniser('license', Trait.digit | Trait.letter, (view) => {
  const spans: Span[] = [];
  for (const rule of RULES) addCuedIds(view, rule, spans);
  if ((view.traits & Trait.upper) === 0) return spans;
  for (const match of matchesAtNumbers(DEA, view, (length) => length === 9)) {
    if (!isDeaNumber(match[0])) continue;
    spans.push({ label: 'LICENSE', start: match.index, end: match.index + 9, score: 0.85 });
  }
  return spans;
});
