import { LRUCache } from 'lru-cache';

export interface CachedLookupOptions<V> {
  /** Values kept; the least recently used one goes first. */
  readonly max: number;
  /** Milliseconds that a value may be old; 0: nothing is remembered. */
  readonly ttlMs: number;
  /** Milliseconds that an absence may be old. */
  readonly absentTtlMs: number;
  /** What counts as absent. */
  readonly isAbsent: (value: V) => boolean;
  readonly load: (key: string) => Promise<V>;
  /** Milliseconds, for the ages; monotonic. */
  readonly now?: () => number;
}

/**
 * A lookup that remembers answers for a short time. Failures are never remembered. Absences
 * have a cache of their own: somebody who asks for many things that do not exist cannot push
 * out the ones that do. Lookups of one key at the same time share one load.
 */
export function createCachedLookup<V extends object>(
  options: CachedLookupOptions<V>,
): (key: string) => Promise<V> {
  const now = options.now ?? (() => performance.now());
  // The cache takes a start at 0 for "no age".
  const perf = { now: () => 1 + now() };
  // Resolution 0: an age is exact, not rounded to a timer's tick.
  const bounds = { max: options.max, perf, ttlResolution: 0 };
  const present = new LRUCache<string, V>({ ...bounds, ttl: options.ttlMs });
  const absent = new LRUCache<string, V>({ ...bounds, ttl: options.absentTtlMs });
  const loading = new Map<string, Promise<V>>();

  async function load(key: string): Promise<V> {
    try {
      const value = await options.load(key);
      // To the cache, no time at all would mean for ever.
      if (options.isAbsent(value)) {
        if (options.absentTtlMs > 0) absent.set(key, value);
      } else if (options.ttlMs > 0) present.set(key, value);
      return value;
    } finally {
      loading.delete(key);
    }
  }

  return (key) => {
    const known = present.get(key) ?? absent.get(key);
    if (known !== undefined) return Promise.resolve(known);
    let running = loading.get(key);
    if (running === undefined) {
      running = load(key);
      loading.set(key, running);
    }
    return running;
  };
}
