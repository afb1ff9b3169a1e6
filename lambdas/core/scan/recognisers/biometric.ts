import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const WORDS =
  'finger fingerprint fingerprints thumb thumbprint voice voiceprint voiceprints palm palmprint face faceprint faceid facial retina retinal iris gait biometric biometrics fp bio vein dna genetic';
/** A template that has its kind in front: `fp_4f9cebe0594710ad`, `iris:7cf92ebc40b3cd1e`. */
const PREFIXED = defineCue(
  WORDS,
  '(?:fp|fpt|iris|retina|face|voice|palm|finger|thumb|vein|faceid|face_id|faceprint|voiceprint|fingerprint|thumbprint|palmprint|bio|biometric|gait)(?=[:_-](?=[0-9a-z]{0,16}\\d)[0-9a-z]{8})',
);
const CUE = defineCue(
  WORDS,
  '(?:(?:finger|thumb|voice|palm)[ _-]?prints?|face[ _-]?(?:prints?|id|template)|facial\\s(?:recognition|geometry|scan)|retinal?|iris|gait|biometrics?|(?:palm\\s)?vein|dna|genetic)(?:\\s(?:scan|template|hash|id|data|record|sample|signature|code|profile|enrollment|enrolment|identifier|ref(?:erence)?|pattern)){0,2}(?![A-Za-z])',
);

const PREFIXED_RULE: CuedId = {
  label: 'BIOMETRIC',
  score: 0.85,
  cue: PREFIXED,
  minDigits: 1,
  accept: (id) => id.length >= 8,
};
const RULE: CuedId = {
  label: 'BIOMETRIC',
  score: 0.75,
  cue: CUE,
  minDigits: 2,
  bareDigits: 4,
  accept: (id) => id.length >= 6 || id.replace(/\D/g, '').length >= 4,
};

/** Safe Harbor (P): identifiers of finger and voice prints and other biometric templates. */
export const biometric = defineRecogniser('biometric', Trait.digit | Trait.letter, (view) => {
  const spans: Span[] = [];
  addCuedIds(view, PREFIXED_RULE, spans);
  // The kind is part of the name: `iris:7cf9...`.
  for (const [index, span] of spans.entries()) {
    const lead = view.text.slice(Math.max(0, span.start - 13), span.start);
    const kind = /[A-Za-z_]{2,12}[:_-]$/.exec(lead)?.[0].length ?? 0;
    spans[index] = { ...span, start: span.start - kind };
  }
  addCuedIds(view, RULE, spans);
  return spans;
});
