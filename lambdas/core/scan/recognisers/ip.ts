import {
  Behind,
  before,
  defineRecogniser,
  matches,
  matchesAtNumbers,
} from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const V4 = new RegExp(`(?<![\\w.-])${OCTET}(?:\\.${OCTET}){3}(?![\\w-]|\\.\\d)`, 'y');
/** Ends in an address of version 4 where one is mapped (RFC 4291 section 2.5.5). */
const V6 = new RegExp(
  `(?<![\\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:${OCTET}(?:\\.${OCTET}){3}|[0-9A-Fa-f]{0,4})(?![\\w:]|\\.\\d)`,
  'g',
);
/** Four numbers with points are a version or a section where words say so. */
const NO_ADDRESS =
  /(?:\bv(?:er(?:sions?)?)?\.?|release|firmware|software|build|driver|update|oid[:.]?|sections?|chapter|clause|rule|para(?:graph)?|\xa7|\bsnmp)\s?(?:is|to|no\.?|number|#|:|=)?\s{0,2}$/i;

/** Safe Harbor (O): IP addresses, version 4 and 6; not version numbers and object identifiers. */
export const ip = defineRecogniser('ip', Trait.digit, (view, segment) => {
  const { text, traits } = view;
  const spans: Span[] = [];
  const { hint = '' } = segment;
  if ((traits & Trait.dot) !== 0 && (hint === '' || !/version|firmware|oid\b/i.test(hint))) {
    const isOctet = (length: number, digits: number): boolean => length <= 3 && length === digits;
    for (const match of matchesAtNumbers(V4, view, isOctet, Behind.dot)) {
      if (NO_ADDRESS.test(before(text, match.index, 20))) continue;
      const score = /^(?:127\.|0\.|255\.)/.test(match[0]) ? 0.4 : 0.85;
      spans.push({ label: 'IP', start: match.index, end: match.index + match[0].length, score });
    }
  }
  if ((traits & Trait.twoColons) !== 0 && /:[0-9A-Fa-f]{0,4}:/.test(text)) {
    for (const { index, 0: found } of matches(V6, text)) {
      if (isV6(found))
        spans.push({ label: 'IP', start: index, end: index + found.length, score: 0.85 });
    }
  }
  return spans;
});

/** Address blocks that are in use, by how they begin: global unicast, unique local, link-local, mapped. */
const KNOWN = /^(?:2[0-9a-f]{3}|3[0-9a-f]{3}|f[cd][0-9a-f]{2}|fe80|ff[0-9a-f]{2}|64|):/i;

/** RFC 4291 section 2.2: eight groups, or fewer with one `::`; at least one digit, so not `a::b`. */
function isV6(text: string): boolean {
  if (!/\d/.test(text) || text.includes(':::') || /^:[^:]|[^:]:$/.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups =
    text.split(':').filter((group) => group !== '').length + (text.includes('.') ? 1 : 0);
  if (halves.length === 1) return groups === 8;
  return groups <= 7 && groups >= (KNOWN.test(text) ? 2 : 4);
}
