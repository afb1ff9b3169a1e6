import { defineRecogniser } from '../define-recogniser.ts';
import { expression } from '../expression.ts';
import { isNonNameWord, namesBegin } from '../names.ts';
import { Trait } from '../normalize.ts';
import type { Span } from '../recogniser.ts';
import {
  isCommonSurname,
  isGivenName,
  isKnownPlace,
  isOrdinaryWord,
} from '../tagger/known-words.ts';
import { isWidePlace } from '../wide-places.ts';
import { unicode } from '../unicode.ts';

const PARTICLE =
  '(?:de la|de los|del|de|van der|van den|van|von|bin|ibn|al|el|da|dos|di|N[íiÍI]|DE LA|DEL|DE|VAN|VON)';
const FAMILY = expression(
  `(?<![\\p{L}\\p{N}@'’.-])((?:${PARTICLE}\\s){0,2})(\\p{Lu}[\\p{L}\\p{M}]{1,20}(?:['’-]\\p{L}[\\p{L}\\p{M}]{1,20}){0,2})$`,
  'u',
);
/** A given name, an initial or a second one, and no list that goes on: `Madison, Austin and Lincoln`. */
const GIVEN = expression(
  String.raw`,\s?(\p{Lu}[\p{L}\p{M}'\u2019-]{1,20})(?:\s\p{Lu}(?:\.|(?![\p{L}\p{M}'\u2019]))|\s\p{Lu}[\p{L}\p{M}'\u2019-]{1,20}(?=\s?(?:[([|\n]|$)))?(?!\p{L})(?!,?\s(?:and|or|&)\b)`,
  'uy',
);
const LONGEST = 50;

/** Safe Harbor (A): the family name first, as lists and forms have it: `Tsai, Haruto A`. */
export const nameOrder = defineRecogniser(
  'name-order',
  Trait.comma | Trait.upper,
  ({ text }, { hint }) => {
    // What a field calls a name is judged by what holds it: a product's is nobody's.
    if (hint !== undefined && /name|title|label/i.test(hint)) return [];
    const spans: Span[] = [];
    for (let comma = text.indexOf(','); comma > 0; comma = text.indexOf(',', comma + 1)) {
      const next = text.charCodeAt(comma + 1);
      const code = next <= 0x20 || next >= 0x80 ? text.charCodeAt(comma + 2) : next;
      // Neither a capital nor, at the one place or the other, a letter beyond ASCII.
      if (next < 0x80 && code < 0x80 && (code < 0x41 || code > 0x5a)) continue;
      GIVEN.lastIndex = comma;
      const given = GIVEN.exec(text);
      if (given === null) continue;
      const family = FAMILY.exec(text.slice(namesBegin(text, comma, LONGEST), comma));
      if (family === null || !isPair(family, given)) continue;
      const start = comma - family[0].length;
      spans.push({ label: 'NAME', start, end: comma + given[0].length, score: 0.7 });
    }
    return spans;
  },
);

/** A given name that many have behind no town and no plain word; or an initial behind it, or a particle before. */
function isPair(
  [, particle = '', family = '']: RegExpExecArray,
  [whole, given = '']: RegExpExecArray,
): boolean {
  if ([family, given].some((word) => isNonNameWord(word) || isWidePlace(word))) return false;
  const isFamily =
    particle !== '' || isCommonSurname(family) || !(isKnownPlace(family) || isOrdinaryWord(family));
  if (!isFamily || isCapitals(family) !== isCapitals(given)) return false;
  return isGivenName(given) || (unicode('\\s\\p{Lu}\\.?$').test(whole) && !isOrdinaryWord(given));
}

const isCapitals = (word: string): boolean => word === word.toUpperCase();
