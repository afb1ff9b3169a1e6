import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const KIND =
  '(?:finger[ _-]?prints?|voice[ _-]?prints?|palm[ _-]?prints?|face[ _-]?(?:prints?|id|template)|retinal?|iris|gait|biometric)';
const PREFIXED =
  /(?<![A-Za-z0-9])(?:fp|iris|retina|faceid|face_id|faceprint|voiceprint|fingerprint|palmprint|bio)[:_-](?=[0-9a-z]{0,16}\d)[0-9a-z]{8,128}(?![A-Za-z0-9])/gi;
const CUE = new RegExp(
  `(?<![A-Za-z])${KIND}(?:\\s(?:scan|template|hash|id|data|record|signature|code|enrollment))?(?![A-Za-z])`,
  'gi',
);

/** Safe Harbor (P): identifiers of finger and voice prints and other biometric templates. */
export const biometric = defineRecogniser('biometric', Trait.digit | Trait.letter, ({ text }) => {
  const spans: Span[] = matches(PREFIXED, text).map((match) => ({
    label: 'BIOMETRIC',
    start: match.index,
    end: match.index + match[0].length,
    score: 0.85,
  }));
  spans.push(...findCuedIds(text, { label: 'BIOMETRIC', score: 0.75, cue: CUE, minDigits: 4 }));
  return spans;
});
