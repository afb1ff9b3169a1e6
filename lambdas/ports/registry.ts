import type { AccessKey } from '../core/registry/access-key.ts';
import type { Destination } from '../core/registry/destination.ts';
import type { Source } from '../core/registry/source.ts';
import type { Template } from '../core/registry/template.ts';
import type { Vendor } from '../core/registry/vendor.ts';

export type { AccessKey } from '../core/registry/access-key.ts';
export type { Destination } from '../core/registry/destination.ts';
export type { Source } from '../core/registry/source.ts';
export type { Template } from '../core/registry/template.ts';
export type { Vendor } from '../core/registry/vendor.ts';

/**
 * Who may talk to Cordon and where things may go. Lookups return undefined for an entry that does not
 * exist and throw `RegistryError` for one that does not parse: a malformed entry is never used.
 * Entries may be up to `cacheSeconds` old.
 */
export interface Registry {
  source(id: string): Promise<Source | undefined>;
  destination(id: string): Promise<Destination | undefined>;
  vendor(id: string): Promise<Vendor | undefined>;
  accessKey(id: string): Promise<AccessKey | undefined>;
  /** As it is stored: one that is another name for a template says so. */
  template(id: string): Promise<Template | undefined>;
}

/** A registry entry exists and cannot be used. Names the entry, never its content. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
