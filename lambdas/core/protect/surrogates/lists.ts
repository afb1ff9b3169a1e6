import lists from './lists.json' with { type: 'json' };

type Some = readonly [string, ...string[]];

function some(list: readonly string[]): Some {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error('a list of surrogates is empty');
  return [first, ...rest];
}

/** Given names that tell no gender, and family names; all letters are plain ones. */
export const GIVEN = some(lists.given.split(' '));
export const FAMILY = some(lists.family.split(' '));
/** Invented: in no gazetteer that we know of. */
export const CITIES = some(lists.cities);
export const STREETS = some(lists.streets);
