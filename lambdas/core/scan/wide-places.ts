import places from './data/wide-places.json' with { type: 'json' };

/**
 * Places no smaller than a state, and what is named after them: Safe Harbor lets them stay, 45 CFR
 * 164.514(b)(2)(i)(B). New York and Washington are cities as well and are not among them.
 */
const WIDE: ReadonlySet<string> = new Set([
  ...places.states,
  ...places.countries,
  ...places.people,
]);

/** Countries as addresses end with them, longest first; an expression for any case of letters. */
export const COUNTRY = `(?:${places.countries
  .filter((name) => name.length > 3)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

/** Whether a place is no smaller than a state, so that it identifies nobody by itself. */
export function isWidePlace(text: string): boolean {
  let place = text.toLowerCase();
  if (place.startsWith('the ')) place = place.slice(4);
  if (place.endsWith('.')) place = place.slice(0, -1);
  return WIDE.has(place) || place === 'state of new york' || place === 'state of washington';
}
