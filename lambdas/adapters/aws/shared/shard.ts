import { createHash } from 'node:crypto';

/** Spreads ids evenly over `count` shards (at most 256); the same id is always in the same one. */
export function shardOf(id: string, count: number): string {
  return String(createHash('sha256').update(id).digest().readUInt8(0) % count);
}
