import { isDeaNumber, isNpi } from '../checksums.ts';
import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE =
  /(?<![A-Za-z])(?:(?:driver'?s?'?\s|driving\s|medical\s|nursing\s|professional\s|pilot\s)?licen[sc]e(?!\s?plate)|d\.?l\.?(?=\s?(?:#|n[uo]|:))|certificat(?:e|ion)|permit|registration|licencia)(?=[\s:#.=]{0,3}(?:n[uo]|#|id|is|:|[A-Z]{0,3}-?\d))/gi;
const DEA = /(?<![A-Za-z0-9])[A-HJ-NPRSTUX][A-Z9]\d{7}(?![A-Za-z0-9])/g;
const NPI_CUE = /(?<![A-Za-z])(?:npi|national\sprovider\sidentifier)(?![A-Za-z])/gi;

const DEA_CUE =
  /(?<![A-Za-z])DEA(?:\s(?:registration|number|no\.?|reg\.?|#))?(?=[\s:#]{1,3}(?:is\s)?[A-Z]{2}\d)/g;

/** Safe Harbor (K): certificate and license numbers; NPI and DEA numbers by their check digits. */
export const license = defineRecogniser(
  'license',
  Trait.digit | Trait.letter,
  ({ text, traits }) => {
    const spans: Span[] = [
      ...findCuedIds(text, { label: 'LICENSE', score: 0.85, cue: CUE, minDigits: 4 }),
      ...findCuedIds(text, {
        label: 'LICENSE',
        score: 0.8,
        cue: NPI_CUE,
        accept: (id) => /^\d{10}$/.test(id),
      }),
      ...findCuedIds(text, { label: 'LICENSE', score: 0.95, cue: NPI_CUE, accept: isNpi }),
      ...findCuedIds(text, { label: 'LICENSE', score: 0.85, cue: DEA_CUE, minDigits: 7 }),
    ];
    if ((traits & Trait.upper) !== 0) {
      for (const match of matches(DEA, text)) {
        if (!isDeaNumber(match[0])) continue;
        spans.push({ label: 'LICENSE', start: match.index, end: match.index + 9, score: 0.85 });
      }
    }
    return spans;
  },
);
