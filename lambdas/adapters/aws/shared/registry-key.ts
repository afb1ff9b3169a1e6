import {
  accessKeySchema,
  destinationSchema,
  sourceSchema,
  vendorSchema,
} from '../../../ports/registry.ts';

/** The kinds of registry entry: the first half of the table's partition key, and the schema. */
export const REGISTRY_SCHEMAS = {
  source: sourceSchema,
  destination: destinationSchema,
  vendor: vendorSchema,
  key: accessKeySchema,
} as const;
export type RegistryKind = keyof typeof REGISTRY_SCHEMAS;

export function registryKey(kind: RegistryKind, id: string): string {
  return `${kind}#${id}`;
}
