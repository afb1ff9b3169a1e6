import { isMbi } from '../checksums.ts';
import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE =
  /(?<![A-Za-z])(?:(?:member(?:ship)?|subscriber|beneficiary|insured|enrollee|policy(?:\s?holder)?|(?:health\s)?plan|insurance|group|coverage|payer|dependent)['s]{0,2}[\s_-]{0,2}(?:id\b|identification|identifier|number|num\b|no\b|nr\b|#|policy|card|member)|policy|(?:mbi|hicn|medicare|medicaid|tricare|aetna|cigna|humana|kaiser|anthem|bcbs|blue\s(?:cross|shield)|united\s?healthcare|uhc)(?:\s[A-Z]{2})?(?=[\s:#]{1,3}(?:id|number|no|member|#|is|[A-Z]{0,4}\d))(?:\s(?:member|policy|beneficiary))?|p[oó]liza|afiliad[oa])/gi;
const MBI_SHAPE = /(?<![\w-])[1-9][A-Z][A-Z0-9]\d([- ]?)[A-Z][A-Z0-9]\d\1[A-Z]{2}\d{2}(?![\w-])/g;

/** Safe Harbor (I): health plan beneficiary numbers, by context, and Medicare's own by its format. */
export const healthPlanId = defineRecogniser(
  'health-plan-id',
  Trait.digit | Trait.letter,
  ({ text, traits }) => {
    const spans: Span[] = findCuedIds(text, {
      label: 'HEALTH_PLAN_ID',
      score: 0.9,
      cue: CUE,
      minDigits: 4,
    });
    if ((traits & Trait.upper) !== 0) {
      for (const match of matches(MBI_SHAPE, text)) {
        if (!isMbi(match[0].replace(/[- ]/g, ''))) continue;
        const end = match.index + match[0].length;
        spans.push({ label: 'HEALTH_PLAN_ID', start: match.index, end, score: 0.93 });
      }
    }
    return spans;
  },
);
