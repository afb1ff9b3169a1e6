import type * as z from 'zod';
import { REGISTRY_SCHEMAS, type RegistryKind } from '../../../core/registry/entries.ts';
import { RegistryError, type Registry } from '../../../ports/registry.ts';
import { createCachedLookup } from './cached-lookup.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { entryKey, readEntry } from './registry-key.ts';

export interface DynamoRegistryOptions extends TableOptions {
  /** Seconds that an entry may be old; an entry that does not exist is asked for again after a fifth of it. */
  readonly cacheSeconds?: number;
  /** Entries kept. */
  readonly cacheEntries?: number;
  /** Milliseconds, monotonic; for the cache. */
  readonly now?: () => number;
}

const DEFAULT_CACHE_SECONDS = 5;
const DEFAULT_CACHE_ENTRIES = 1_000;
const MAX_CACHED_TEMPLATES = 100;

/**
 * The registry in its table. An id that could not be in the registry (it comes from a URL or a
 * credential) is answered without asking.
 */
export function createDynamoRegistry(options: DynamoRegistryOptions): Registry {
  const table = openTable(options, 'pk');
  const ttlMs = (options.cacheSeconds ?? DEFAULT_CACHE_SECONDS) * 1000;

  function lookupOf<K extends RegistryKind>(kind: K, most = DEFAULT_CACHE_ENTRIES) {
    type Entry = z.infer<(typeof REGISTRY_SCHEMAS)[K]>;
    const schema = REGISTRY_SCHEMAS[kind];
    const lookup = createCachedLookup<{ readonly entry?: Entry }>({
      max: options.cacheEntries ?? most,
      ttlMs,
      absentTtlMs: ttlMs / 5,
      isAbsent: (found) => found.entry === undefined,
      ...(options.now === undefined ? {} : { now: options.now }),
      async load(id) {
        const item = await table.get(entryKey(kind, id));
        if (item === undefined || item['removed'] === true) return {};
        const parsed = schema.safeParse(readEntry(item['entry']));
        if (!parsed.success || parsed.data.id !== id) {
          throw new RegistryError(`registry entry cannot be used: ${entryKey(kind, id)}`);
        }
        return { entry: parsed.data as Entry };
      },
    });
    return async (id: string): Promise<Entry | undefined> =>
      schema.shape.id.safeParse(id).success ? (await lookup(id)).entry : undefined;
  }

  return {
    source: lookupOf('source'),
    destination: lookupOf('destination'),
    vendor: lookupOf('vendor'),
    accessKey: lookupOf('key'),
    // A template may be as large as a thousand other entries.
    template: lookupOf('template', MAX_CACHED_TEMPLATES),
  };
}
