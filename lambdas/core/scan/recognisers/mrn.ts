import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';

const CUE =
  /(?<![A-Za-z])(?:mrn|m\.r\.n\.|mr\s?#|med(?:ical)?\.?[\s_-]{0,2}rec(?:ord)?s?(?=\W{0,3}(?:n|#|id|:|\d|is|[A-Z]{0,3}\d))|med(?:ical)?[\s_-]?rec(?:ord)?[\s_-]?(?:number|num|no|id)|chart(?=\s?(?:n|#|id|:|\d))|patient(?:'?s)?[\s_-]{0,2}(?:id|identifier|number|no\b|#|num\b|record|file)|pt\.?[\s_-]?(?:id|#)|(?:health|hospital|clinic)[\s_-]?(?:record|number|id)|nhs|record(?=\s?(?:n|#|id\b))|historia\scl[ií]nica|expediente)/gi;

/** Safe Harbor (H): medical record numbers, which only their context makes recognizable. */
export const mrn = defineRecogniser('mrn', Trait.digit | Trait.letter, ({ text }) =>
  findCuedIds(text, { label: 'MRN', score: 0.92, cue: CUE, minDigits: 3, spaced: true }),
);
