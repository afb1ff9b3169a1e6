import lists from './lists.json' with { type: 'json' };

type Some = readonly [string, ...string[]];

function some(list: readonly string[]): Some {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error('a list of surrogates is empty');
  return [first, ...rest];
}

interface Lists {
  /** Given names that tell no gender, and family names; all letters are plain ones. */
  readonly given: Some;
  readonly family: Some;
  /** Invented: in no gazetteer that we know of. */
  readonly cities: Some;
  readonly streets: Some;
}

let read: Lists | undefined;

/** What surrogates are taken from, read when the first one is asked for. */
export function surrogateLists(): Lists {
  read ??= {
    given: some(lists.given.split(' ')),
    family: some(lists.family.split(' ')),
    cities: some(lists.cities),
    streets: some(lists.streets),
  };
  return read;
}
