import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE =
  /(?<![A-Za-z])(?:passport|(?:national|student|employee|staff|badge|case|claim|study|subject|participant|encounter|visit|accession|specimen|sample|prescription|rx|referral|confirmation|reference|tax(?:payer)?|person(?:al)?|client|customer|user|donor|research|study\ssubject)[\s_-]{0,2}(?:id\b|identifier|identification|number|num\b|no\b|#|code)|itin|ein|tin|accession|claim(?=\s(?:#|no))|pasaporte|c[eé]dula)/gi;
/** A bare `ID 987654321`: capitals only, because "id" is in every second sentence. */
const BARE_CUE = /(?<![A-Za-z_-])ID(?=[\s:#=]{1,3}(?:(?:is|number|no\.?)\s)?[A-Z]{0,4}-?\d)/g;
/** Individual taxpayer numbers: area 900 to 999, group 50-65, 70-88, 90-92, 94-99 (IRS Publication 1915). */
const ITIN = /(?<![\w-])9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}(?![\w-])/g;

/** Numbers that carry their kind in front: encounter, claim, prescription, accession, study, employee. */
const PREFIXED =
  /(?<![A-Za-z0-9-])(?:ENC|CLM|RX|ACC|STUDY|SUBJ|PAT|PT|EMP|CASE|VISIT|REF)[-#_:]{0,2}(?=[A-Z0-9-]{0,12}\d{3})[A-Z0-9]{4,16}(?:-[A-Z0-9]{2,8}){0,3}(?![A-Za-z0-9])/g;
const UUID = /(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])/gi;

/** Safe Harbor (R): any other unique number that its context announces. */
export const otherId = defineRecogniser('other-id', Trait.digit, ({ text, traits }) => {
  const spans: Span[] = [];
  for (const match of matches(ITIN, text)) {
    spans.push({ label: 'OTHER_ID', start: match.index, end: match.index + 11, score: 0.85 });
  }
  if ((traits & Trait.letter) === 0) return spans;
  spans.push(...findCuedIds(text, { label: 'OTHER_ID', score: 0.8, cue: CUE, minDigits: 3 }));
  // Alone in a field a UUID is the machinery's; in a sentence it stands for somebody.
  if (/\s/.test(text)) {
    for (const match of matches(UUID, text)) {
      spans.push({ label: 'OTHER_ID', start: match.index, end: match.index + 36, score: 0.55 });
    }
  }
  if ((traits & Trait.upper) !== 0) {
    for (const match of matches(PREFIXED, text)) {
      const end = match.index + match[0].length;
      spans.push({ label: 'OTHER_ID', start: match.index, end, score: 0.6 });
    }
    spans.push(
      ...findCuedIds(text, { label: 'OTHER_ID', score: 0.7, cue: BARE_CUE, minDigits: 4 }),
    );
  }
  return spans;
});
