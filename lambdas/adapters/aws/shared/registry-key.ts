/** Partition key of the current version of an entry. */
export function entryKey(kind: string, id: string): string {
  return `${kind}#${id}`;
}

/** Partition key of one version of it. No id holds the sign that parts them. */
export function versionKey(kind: string, id: string, version: number): string {
  return `${entryKey(kind, id)}#v${String(version).padStart(6, '0')}`;
}

/** An entry is a map, or the same as JSON text where somebody pasted it in. */
export function readEntry(entry: unknown): unknown {
  if (typeof entry !== 'string') return entry;
  try {
    return JSON.parse(entry);
  } catch {
    // The parser's message quotes its input; undefined fails the schema.
    return undefined;
  }
}

/** Longer than any id there is, and within what a key of the table may have. */
const MAX_ID_LENGTH = 256;

/** Whether there can be an entry with this id, which may come from a URL: not a version, nor part of another key. */
export function couldBeId(id: string): boolean {
  return id.length <= MAX_ID_LENGTH && !id.includes('#');
}
