import { passesLuhn } from '../checksums.ts';
import { before, defineRecogniser, matchesAtNumbers } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const CARD = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w]|[.-]\d)/y;
/** Digits that it has at least. */
const FEWEST = 13;
const CUE =
  /\b(?:(?:credit|debit|payment)\s)?card\b[^\d\n]{0,24}$|\b(?:visa|mastercard|amex|discover)\b[^\d\n]{0,16}$/i;
/** Issuer prefixes with their lengths (ISO/IEC 7812 registry, as the networks publish them). */
const ISSUED =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|5\d{2}|4[4-9]\d)\d{12}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}|(?:2131|1800)\d{11}|(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15})$/;

/** Safe Harbor (J): payment card numbers, by issuer prefix and Luhn check digit, or because words say so. */
export const card = defineRecogniser('card', Trait.sevenDigits, (view) => {
  const spans: Span[] = [];
  const { text } = view;
  if (text.length < FEWEST) return spans;
  const mayBegin = (length: number, digits: number, end: number): boolean =>
    digits >= 3 && isOfCard(text, end - length);
  for (const match of matchesAtNumbers(CARD, view, mayBegin)) {
    const digits = match[0].replace(/\D/g, '');
    const cued = CUE.test(before(text, match.index, 40));
    const valid = ISSUED.test(digits) && passesLuhn(digits);
    if (!cued && !valid) continue;
    const end = match.index + match[0].length;
    spans.push({ label: 'ACCOUNT', start: match.index, end, score: cued && valid ? 0.95 : 0.9 });
  }
  return spans;
});

/** Whether nothing but digits, spaces and hyphens stands where the shortest number would. */
function isOfCard(text: string, start: number): boolean {
  for (let at = start; at < start + FEWEST; at++) {
    const code = text.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39) && code !== SPACE && code !== HYPHEN) return false;
  }
  return true;
}
const SPACE = 0x20;
const HYPHEN = 0x2d;
