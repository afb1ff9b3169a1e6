import { inCaseOf } from './letter-case.ts';
import { surrogateLists } from './lists.ts';
import { between, oneOf, type RandomNumbers } from './random-numbers.ts';
import { sameShape } from './shape.ts';
import { unicode } from '../../scan/unicode.ts';

const STATE_AND_ZIP = /^(\s*[A-Za-z.]{2,20}\s+)(\d{5}(?:-\d{4})?)(\s*)$/;

/** A street, a city or a whole address that there is not; a state stays. */
export function inventedPlace(value: string, random: RandomNumbers): string {
  // Coordinates: numbers alone.
  if (!unicode('\\p{L}').test(value)) return sameShape(value, random);
  const parts = value.split(/([,\n])/);
  return parts
    .map((part, at) => {
      if (at % 2 === 1 || part.trim() === '') return part;
      const state = STATE_AND_ZIP.exec(part);
      if (state !== null)
        return `${state[1] ?? ''}${inventedZip(state[2] ?? '', random)}${state[3] ?? ''}`;
      if (at > 0 && /^\s*[A-Z]{2}\.?\s*$/.test(part)) return part;
      return part.replace(/\S(?:.*\S)?/s, (words) => inCaseOf(words, onePart(words, random)));
    })
    .join('');
}

function onePart(words: string, random: RandomNumbers): string {
  if (/^p\.?\s?o\.?\s?box\b/i.test(words)) return `PO Box ${String(between(random, 1000, 9999))}`;
  if (/^(?:apt|apartment|suite|ste|unit|room|rm|floor|#)\b/i.test(words)) {
    return words.replace(/\d/g, () => String(between(random, 1, 9)));
  }
  return /\d/.test(words)
    ? `${String(between(random, 100, 9899))} ${oneOf(random, surrogateLists().streets)}`
    : oneOf(random, surrogateLists().cities);
}

/** No post office has a ZIP code from 00000 to 00499; other postal codes keep their shape. */
export function inventedZip(value: string, random: RandomNumbers): string {
  const shape = sameShape(value, random);
  if (!/^\d{5}(?:-\d{4})?$/.test(value)) return shape;
  return `00${String(between(random, 0, 4))}${shape.slice(3)}`;
}
