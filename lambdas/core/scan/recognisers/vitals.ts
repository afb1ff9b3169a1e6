import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const FORMS: readonly RegExp[] = [
  /(?<![A-Za-z])(?:bp|blood\spressure|b\/p|presi[oó]n)(?:\s(?:is|was|of|reading|at))?[\s:=]{0,3}\d{2,3}\s?\/\s?\d{2,3}/gi,
  /(?<![\w/])\d{2,3}\/\d{2,3}\s?mm\s?hg/gi,
  /(?<![A-Za-z])(?:a1c|hba1c|hb\sa1c|hgb|hemoglobin|glucose|bg|blood\ssugar|ldl|hdl|tsh|psa|inr|egfr|creatinine|potassium|sodium|troponin|wbc|platelets|spo2|o2\ssats?|heart\srate|hr|pulse|bmi|cholesterol|triglycerides)(?:\s(?:is|was|of|at|level|reading|result)){0,2}[\s:=]{1,3}\d{1,4}(?:\.\d{1,2})?(?![\w/-])/gi,
  /(?<![\w.])\d{1,4}(?:\.\d{1,2})?\s?(?:mg\/dl|mmol\/l|mmhg|ng\/ml|cmh2o|bpm|meq\/l|g\/dl|iu\/l|u\/l|ml\/min|breaths\/min)\b/gi,
];

/** Readings of vital signs and laboratory values, with their number or unit. */
export const vitals = defineRecogniser('vitals', Trait.digit | Trait.letter, ({ text }) => {
  const spans: Span[] = [];
  for (const form of FORMS) {
    for (const match of matches(form, text)) {
      // "HR 5" is a department and a count; readings that are that short need another sign.
      const score = /^hr\b/i.test(match[0]) ? 0.5 : 0.9;
      spans.push({ label: 'LAB', start: match.index, end: match.index + match[0].length, score });
    }
  }
  return spans;
});
