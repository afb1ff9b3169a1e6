import type { Meaning } from '../by-field/reading.ts';
import { readPersonValue } from '../person-value.ts';
import { component, identifierMeaning, type Part } from './in-context.ts';
import { unicode } from '../unicode.ts';

const DATE =
  /^\s*(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2,6}(?:\.\d{1,4})?)?(?:[+-]\d{4})?\s*$/;
const ZIP = /^\s*\d{5}(?:-?\d{4})?\s*$/;

/**
 * What a field of a site's own (`Z` segments) holds, by its shape: the data types of the standard look the same
 * there. What looks like none of them is prose.
 */
export function meaningByShape(part: Part, group: readonly Part[]): Meaning {
  const { component: number } = part.address;
  if (DATE.test(part.text)) return 'DATE';
  if (group.length === 1) return 'prose';
  if (number === 1) {
    const known = identifierMeaning(component(group, 5));
    if (known !== undefined) return known;
  }
  if (/^\s*[A-Z]{2}\s*$/.test(component(group, 4)) && ZIP.test(component(group, 5))) {
    if (number === 5) return 'ZIP';
    return number <= 3 ? 'GEO' : 'quiet';
  }
  // Family and given name, with or without an id before them.
  for (const first of [1, 2]) {
    if (number < first || number > first + 2) continue;
    if (isPerson(component(group, first), component(group, first + 1))) return 'NAME';
  }
  return 'prose';
}

function isPerson(family: string, given: string): boolean {
  if (family === '' || given === '') return false;
  const reading = readPersonValue(`${capitalized(given)} ${capitalized(family)}`);
  return reading === 'plain' || reading === 'likely';
}

/** Names in messages are mostly written in capitals. */
function capitalized(word: string): string {
  return word.replace(
    unicode('\\p{L}+', 'g'),
    (run) => run.charAt(0).toUpperCase() + run.slice(1).toLowerCase(),
  );
}
