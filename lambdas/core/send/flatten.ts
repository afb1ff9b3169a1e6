/** Levels below which a member is kept as JSON text. */
const MAX_DEPTH = 32;
/** Characters of a path; a longer one stays in the text, so that repeating it costs nothing. */
const MAX_PATH_LENGTH = 128;
/** Entries; what lies beyond shares the last one. */
const MAX_ENTRIES = 1000;
const REST = '(more)';

/**
 * Every scalar below a JSON value, by dotted path: what an API lets a caller attach beyond the message
 * itself is text that could carry PHI. Nothing is skipped: what crosses a bound is kept as JSON text under
 * the path above it, and what would share a path with another gets a number.
 *
 * @param value JSON whose nesting is bounded (`readJsonBody`)
 * @param root the first part of every path
 */
export function flatten(value: object, root = ''): Readonly<Record<string, string>> {
  const entries = new Map<string, string>();
  const rest: string[] = [];
  const put = (path: string, text: string): void => {
    if (entries.size >= MAX_ENTRIES) rest.push(path, text);
    else entries.set(entries.has(path) ? `${path}#${String(entries.size)}` : path, text);
  };
  const walk = (node: unknown, path: string, depth: number): void => {
    if (node === null || node === undefined) return;
    if (typeof node !== 'object') {
      put(path, typeof node === 'string' ? node : JSON.stringify(node));
      return;
    }
    for (const [name, member] of Object.entries(node) as [string, unknown][]) {
      const below = path === '' ? name : `${path}.${name}`;
      if (depth >= MAX_DEPTH || below.length > MAX_PATH_LENGTH) {
        put(path, JSON.stringify({ [name]: member }));
      } else walk(member, below, depth + 1);
    }
  };
  walk(value, root, 0);
  if (rest.length > 0) entries.set(REST, rest.join('\n'));
  return Object.fromEntries(entries);
}

/** Both records; where a name is in both, neither value is lost. */
export function mergeEntries(
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all = new Map(Object.entries(first));
  for (const [name, text] of Object.entries(second)) {
    all.set(all.has(name) ? `${name}#${String(all.size)}` : name, text);
  }
  return Object.fromEntries(all);
}
