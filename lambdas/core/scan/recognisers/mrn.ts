import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE = defineCue(
  'mrn mrns mr m med medical medrec record records chart patient patients pt pts health hospital clinic facility nhs ehr emr mpi empi unit historia expediente patientid patientno patientnumber medicalrecordnumber medrecno hrn urn',
  [
    'mrns?',
    // MED24535084 says what it is.
    '(?:med|chart)(?=[-_#]?\\d{5})',
    'm\\.r\\.n\\.?',
    'mr\\s?(?:#|no\\b|num(?:ber)?\\b)',
    '(?:e?mpi|hrn|urn|unit)(?=\\s?(?:#|:|n(?:o|um)|id\\b))',
    'e[hm]r(?=\\s?(?:#|:|id\\b|n(?:o|um)))',
    'med(?:ical)?\\.?[\\s_-]{0,2}(?:rec(?:ord)?|chart|file)s?(?=[^\\w]{0,3}(?:n|#|id|:|\\d|is|[A-Z]{0,3}-?\\d))',
    'chart(?=\\s?(?:n(?:o|um)|#|id|:|\\d|[A-Z]{1,3}-?\\d{4}))',
    "(?:patient|pt\\.?)(?:'?s)?[\\s_-]{0,2}(?:id\\b|ids\\b|identifier|identification|number|no\\b|#|num\\b|record|file|chart|code|index)",
    '(?:patientid|patientno|patientnumber|medicalrecordnumber|medrecno)',
    '(?:health|hospital|clinic|facility)[\\s_-]?(?:record|number|id|no|chart)(?![A-Za-z])',
    'nhs',
    'records?(?=\\s?(?:n(?:o|um)|#|id\\b))',
    'historia\\scl[ií]nica',
    'expediente',
  ].join('|'),
);

const RULE: CuedId = {
  label: 'MRN',
  score: 0.92,
  cue: CUE,
  minDigits: 3,
  spaced: true,
  anyForm: true,
  behind: true,
};

/** Safe Harbor (H): medical record numbers, which only their context makes recognizable. */
export const mrn = defineRecogniser('mrn', Trait.digit | Trait.letter, (view) => {
  const spans: Span[] = [];
  addCuedIds(view, RULE, spans);
  return spans;
});
