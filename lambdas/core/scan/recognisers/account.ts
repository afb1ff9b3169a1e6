import { isIban } from '../checksums.ts';
import { findCuedIds } from '../cued-id.ts';
import { defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE =
  /(?<![A-Za-z])(?:(?:bank|checking|savings|billing|patient|hospital|customer|payment)?\s?(?:account|acct|a\/c)(?!\s?(?:manager|executive))s?\.?(?=[\s:#.*_-]{0,3}(?:n|#|id|is|ending|\(|\d|[A-Z]{0,4}[-\d]))|routing|iban|swift|cuenta|(?:credit|debit|payment)\scard|card(?=\s(?:n|#|ending)))/gi;
const IBAN =
  /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g;

/** Safe Harbor (J): account numbers in context, and IBANs by their check digits. */
export const account = defineRecogniser(
  'account',
  Trait.digit | Trait.letter,
  ({ text, traits }) => {
    const spans: Span[] = findCuedIds(text, {
      label: 'ACCOUNT',
      score: 0.85,
      cue: CUE,
      minDigits: 4,
      spaced: true,
    });
    if ((traits & Trait.upper) !== 0) {
      for (const match of matches(IBAN, text)) {
        if (!isIban(match[0].replaceAll(' ', ''))) continue;
        const end = match.index + match[0].length;
        spans.push({ label: 'ACCOUNT', start: match.index, end, score: 0.95 });
      }
    }
    return spans;
  },
);
