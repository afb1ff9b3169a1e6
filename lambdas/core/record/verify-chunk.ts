import type { Leaf } from './leaf-list.ts';
import { leafHash } from './merkle.ts';
import { recordIdOf, recordTimeOf, type LedgerRecord } from './ledger-record.ts';

/** What is wrong with one record. */
export interface RecordFault {
  readonly kind: 'record altered' | 'record removed' | 'record inserted' | 'record reordered';
  /** `TIME#ID`. */
  readonly record: string;
}

/**
 * Compares a few hundred records with the leaves that stand for them, and names the first that is not as it was
 * sealed.
 */
export function compareChunk(
  leaves: readonly Leaf[],
  texts: readonly string[],
): RecordFault | undefined {
  const isAsSealed = (at: number): boolean => {
    const text = texts[at];
    const leaf = leaves[at];
    return text !== undefined && leaf !== undefined && leafHash(text).equals(leaf.hash);
  };
  const length = Math.max(leaves.length, texts.length);
  for (let at = 0; at < length; at += 1) {
    if (!isAsSealed(at)) return nameFault(leaves, texts, at);
  }
  return undefined;
}

function nameFault(leaves: readonly Leaf[], texts: readonly string[], at: number): RecordFault {
  const sealed = leaves[at]?.key;
  const keys = texts.map(recordKey);
  const found = keys[at];
  const isSealed = (key: string | undefined) => leaves.some((leaf) => leaf.key === key);
  if (sealed === undefined) {
    // Beyond the last leaf: a repeat is as foreign as a stranger.
    return { kind: 'record inserted', record: found ?? 'malformed' };
  }
  if (found === sealed) return { kind: 'record altered', record: sealed };
  if (keys.includes(sealed)) {
    return isSealed(found)
      ? { kind: 'record reordered', record: sealed }
      : { kind: 'record inserted', record: found ?? 'malformed' };
  }
  // Its place is taken by one that nobody sealed: it is the same record with another time or id.
  const isReplaced = at < texts.length && !isSealed(found) && texts.length === leaves.length;
  return { kind: isReplaced ? 'record altered' : 'record removed', record: sealed };
}

/** `TIME#ID` of a record's text; undefined when it is malformed. */
export function recordKey(text: string): string | undefined {
  try {
    const record = JSON.parse(text) as LedgerRecord;
    const [time, id] = [recordTimeOf(record), recordIdOf(record)] as readonly unknown[];
    return typeof time === 'string' && typeof id === 'string' ? `${time}#${id}` : undefined;
  } catch {
    return undefined;
  }
}
