import type * as z from 'zod';
import { RegistryError } from '../../../ports/registry.ts';
import type { Versioned } from '../../../ports/versioned-store.ts';
import type { Item } from './dynamo-table.ts';
import { entryKey, readEntry } from './registry-key.ts';

/** @throws RegistryError, which names the entry, when it does not parse or is another's */
export function parseEntry<E>(schema: z.ZodType<E>, kind: string, id: string, entry: unknown): E {
  const parsed = schema.safeParse(readEntry(entry));
  if (!parsed.success || idOf(parsed.data) !== id) {
    throw new RegistryError(`registry entry cannot be used: ${entryKey(kind, id)}`);
  }
  return parsed.data;
}

/** The newest version of an entry, before it is parsed. */
export interface Current {
  /** 0: there never was one. */
  readonly version: number;
  /** Undefined: there is none, or it was removed. */
  readonly entry: unknown;
}

export function currentOf(item: Item | undefined): Current {
  if (item === undefined) return { version: 0, entry: undefined };
  return {
    version: versionNumber(item),
    entry: item['removed'] === true ? undefined : item['entry'],
  };
}

/** An item that somebody put by hand is the first version of its entry. */
function versionNumber(item: Item): number {
  const version = item['version'];
  return typeof version === 'number' && version > 0 ? version : 1;
}

export function madeBy(item: Item): Omit<Versioned<unknown>, 'entry'> {
  const text = (name: string) => {
    const value = item[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    version: versionNumber(item),
    updatedAt: text('updatedAt'),
    updatedBy: text('updatedBy'),
    why: text('why'),
  };
}

function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as { id?: unknown }).id : undefined;
}
