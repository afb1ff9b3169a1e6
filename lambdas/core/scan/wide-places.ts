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
  const place = text.toLowerCase().replace(/^the /, '').replace(/\.$/, '');
  return WIDE.has(place) || /^state of (?:new york|washington)$/.test(place);
}
