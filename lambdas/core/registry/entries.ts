import type * as z from 'zod';
import { accessKeySchema } from './access-key.ts';
import { destinationSchema } from './destination.ts';
import { holdSchema } from './hold.ts';
import { sourceSchema } from './source.ts';
import { templateSchema } from './template.ts';
import { vendorSchema } from './vendor.ts';

/** The kinds of entry in the registry, and how each is read. */
export const REGISTRY_SCHEMAS = {
  source: sourceSchema,
  destination: destinationSchema,
  vendor: vendorSchema,
  key: accessKeySchema,
  hold: holdSchema,
  template: templateSchema,
} as const;

export type RegistryKind = keyof typeof REGISTRY_SCHEMAS;
export type RegistryEntries = {
  readonly [K in RegistryKind]: z.infer<(typeof REGISTRY_SCHEMAS)[K]>;
};
