import types from './segment-types.json' with { type: 'json' };

/** Made when the first segment is met. */
let lists: ReadonlyMap<string, string> | undefined;
/** Taken apart when a segment is met: most never are. */
const TYPES = new Map<string, readonly string[]>();

function typesOf(segment: string): readonly string[] | undefined {
  const known = TYPES.get(segment);
  if (known !== undefined) return known;
  lists ??= new Map(Object.entries(types));
  const list = lists.get(segment)?.split(' ');
  if (list !== undefined) TYPES.set(segment, list);
  return list;
}

/**
 * The data type of a field of HL7 v2 (v2.2 to v2.8.2; the newest version that has the field). Empty for what
 * the standard does not define: segments of a site's own (`Z..`), fields past the last.
 *
 * @param valueType what OBX-2 says, for the value of an observation
 */
export function fieldType(segment: string, field: number, valueType?: string): string {
  const type = typesOf(segment)?.[field - 1] ?? '';
  if (type === 'varies') return valueType ?? '';
  return type === '-' ? '' : type;
}
