/** Deeper differences are told by the member that holds them. */
const MAX_DEPTH = 3;

/** A name that stands in a schema; a map's own keys could be anything, an identifier too. */
const MEMBER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

type Members = Readonly<Record<string, unknown>>;

/**
 * The members in which two versions of an entry differ, as dotted names (`baa.expiresOn`), sorted. Names
 * and never values: they go into the ledger. A list counts as one value.
 */
export function changedFields(before: unknown, after: unknown): readonly string[] {
  const changed = new Set<string>();
  collect(before, after, '', 1, changed);
  return [...changed].sort();
}

function collect(
  before: unknown,
  after: unknown,
  path: string,
  depth: number,
  changed: Set<string>,
): void {
  if (same(before, after)) return;
  const [old, now] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const isWhole =
    path !== '' &&
    (old === undefined || now === undefined || depth > MAX_DEPTH || !names.every(isName));
  if (isWhole) {
    changed.add(path);
    return;
  }
  for (const name of names.filter(isName)) {
    const here = path === '' ? name : `${path}.${name}`;
    collect(old?.[name], now?.[name], here, depth + 1, changed);
  }
}

function isName(name: string): boolean {
  return MEMBER_NAME.test(name);
}

function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

/** Equality of JSON values; a member that is undefined is one that is not there. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, index) => same(one, b[index]))
    );
  }
  const [one, other] = [membersOf(a), membersOf(b)];
  if (one === undefined || other === undefined) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => same(one[name], other[name]));
}
