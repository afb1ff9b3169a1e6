const MAX_DEPTH = 32;

/**
 * Every scalar below a JSON value, by dotted path: what an API lets a caller attach beyond the message
 * itself is text that could carry PHI. Depth is bounded by cutting to JSON text, so that nothing is skipped.
 */
export function flatten(value: unknown, path = '', depth = 0): Record<string, string> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'string') return { [path]: value };
  if (typeof value !== 'object') return { [path]: JSON.stringify(value) };
  if (depth >= MAX_DEPTH) return { [path]: JSON.stringify(value) };
  const all: Record<string, string> = {};
  for (const [name, member] of Object.entries(value)) {
    Object.assign(all, flatten(member, path === '' ? name : `${path}.${name}`, depth + 1));
  }
  return all;
}
