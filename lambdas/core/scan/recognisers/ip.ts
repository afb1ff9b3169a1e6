import { before, defineRecogniser, matches } from '../define-recogniser.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const V4 = new RegExp(`(?<![\\w.-])${OCTET}(?:\\.${OCTET}){3}(?![\\w-]|\\.\\d)`, 'g');
const V6 = /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])/g;

/** Safe Harbor (O): IP addresses, version 4 and 6; not version numbers and object identifiers. */
export const ip = defineRecogniser('ip', Trait.digit, ({ text, traits }, segment) => {
  const spans: Span[] = [];
  if ((traits & Trait.dot) !== 0 && !/version/i.test(segment.hint ?? '')) {
    for (const match of matches(V4, text)) {
      if (
        /(?:\bv(?:er(?:sion)?)?\.?|release|firmware|build|oid[:.]?|section|§)\s?$/i.test(
          before(text, match.index, 12),
        )
      ) {
        continue;
      }
      const score = /^(?:127\.|0\.|255\.)/.test(match[0]) ? 0.4 : 0.85;
      spans.push({ label: 'IP', start: match.index, end: match.index + match[0].length, score });
    }
  }
  if ((traits & Trait.colon) !== 0) {
    for (const match of matches(V6, text)) {
      if (!isV6(match[0])) continue;
      spans.push({
        label: 'IP',
        start: match.index,
        end: match.index + match[0].length,
        score: 0.85,
      });
    }
  }
  return spans;
});

/** RFC 4291 section 2.2: eight groups, or fewer with one `::`; at least one digit, so not `a::b`. */
function isV6(text: string): boolean {
  const halves = text.split('::');
  const groups = text.split(':').filter((group) => group !== '').length;
  if (!/\d/.test(text) || halves.length > 2) return false;
  return halves.length === 2 ? groups >= 2 && groups <= 7 : groups === 8;
}
