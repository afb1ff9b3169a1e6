import { isIban } from '../checksums.ts';
import { addCuedIds, defineCue, type CuedId } from '../cued-id.ts';
import { defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CUE = defineCue(
  'account accounts acct accts acctno a accountnumber accountno accountid routing aba iban swift bic cuenta credit debit payment card cards cardnumber cc',
  [
    '(?:account|acct|a\\/c)(?!\\s?(?:manager|executive))s?\\.?(?=[\\s:#.*_-]{0,3}(?:n|#|id|is|ending|ends|last|\\(|\\d|[A-Z]{0,4}[-\\d]))(?:\\slast\\s(?:four|4)(?:\\sdigits)?)?',
    '(?:accountnumber|accountno|accountid|acctno|cardnumber)',
    'routing|iban|swift|bic|cuenta',
    'aba(?=\\s?(?:#|:|n(?:o|um)|routing))(?:\\srouting)?',
    '(?:credit|debit|payment)\\scards?(?:\\slast\\s(?:four|4)(?:\\sdigits)?)?',
    'cards?(?=\\s?(?:n|#|:|ending|ends|last|\\d{4}))(?:\\slast\\s(?:four|4)(?:\\sdigits)?)?',
    'cc(?=\\s?[:#]?\\s?\\d{4})',
  ].join('|'),
);
const IBAN = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/y;

const RULE: CuedId = {
  label: 'ACCOUNT',
  score: 0.85,
  cue: CUE,
  minDigits: 4,
  spaced: true,
  behind: true,
};

/** Safe Harbor (J): account numbers in context, and IBANs by their check digits. */
export const account = defineRecogniser('account', Trait.digit | Trait.letter, (view) => {
  const spans: Span[] = [];
  addCuedIds(view, RULE, spans);
  if ((view.traits & Trait.upper) === 0) return spans;
  for (const match of matchesAtNumbers(
    IBAN,
    view,
    (length, digits) => length >= 4 && digits >= 2 && digits < length,
  )) {
    // Words may follow that read like more of it: the longest stretch that passes is the number.
    let found = match[0];
    while (found.length >= 15 && !isIban(found.replaceAll(' ', ''))) {
      found = found.slice(0, Math.max(0, found.lastIndexOf(' ')));
    }
    if (found.length < 15) continue;
    const end = match.index + found.length;
    spans.push({ label: 'ACCOUNT', start: match.index, end, score: 0.95 });
  }
  return spans;
});
