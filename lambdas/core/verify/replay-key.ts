import { createHash } from 'node:crypto';

/** Longer ids are not what vendors send; this bounds what the replay store keeps. */
const MAX_ID_LENGTH = 256;

/** What identifies a delivery by its content: the same bytes are the same delivery. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${String(bytes.length)}:`).update(bytes);
  }
  return hash.digest('hex');
}

/** The body as JSON; undefined when it is none. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * A text or number in a value read from JSON.
 *
 * @param path names of members, own ones only
 */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof at === 'number') return String(at);
  return typeof at === 'string' && at !== '' && at.length <= MAX_ID_LENGTH ? at : undefined;
}

/** The ids together, or the digest of the body where one is missing. */
export function idsOr(ids: readonly (string | undefined)[], body: Uint8Array): string {
  return ids.includes(undefined) ? digestOf(body) : ids.join(' ');
}
