import type { AccessKey, Destination, Source, Vendor } from './registry.ts';

/** Changes to the registry; held by operators and the development seed, never by a lane. */
export interface RegistryWriter {
  putSource(source: Source): Promise<void>;
  putDestination(destination: Destination): Promise<void>;
  putVendor(vendor: Vendor): Promise<void>;
  putAccessKey(key: AccessKey): Promise<void>;
}
