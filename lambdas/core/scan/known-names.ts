/** So many names are kept, and none that is longer. */
const MOST = 2000;
const LONGEST = 128;

/**
 * A function of the names of fields that keeps what it said: forms come again and again with the same names. Bounded,
 * because a sender chooses them.
 */
export function ofKnownNames<T>(say: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    // What was said may be undefined.
    if (before !== undefined || known.has(name)) return before as T;
    const said = say(name);
    if (name.length > LONGEST) return said;
    if (known.size >= MOST) known.clear();
    known.set(name, said);
    return said;
  };
}
