import types from './segment-types.json' with { type: 'json' };

const TYPES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(types).map(([segment, list]) => [segment, list.split(' ')]),
);

/**
 * The data type of a field of HL7 v2 (v2.2 to v2.8.2; the newest version that has the field). Empty for what
 * the standard does not define: segments of a site's own (`Z..`), fields past the last.
 *
 * @param valueType what OBX-2 says, for the value of an observation
 */
export function fieldType(segment: string, field: number, valueType?: string): string {
  const type = TYPES.get(segment)?.[field - 1] ?? '';
  if (type === 'varies') return valueType ?? '';
  return type === '-' ? '' : type;
}
