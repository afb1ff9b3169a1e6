import { inclusionProof } from '../core/record/merkle.ts';
import type { SignedSeal } from '../core/record/seal.ts';
import type { RecordFinder, SealReader } from '../ports/seals.ts';
import { firstSealAfter } from './find-seal.ts';

export interface ProveDependencies {
  readonly finder: RecordFinder;
  readonly seals: SealReader;
}

/** All that somebody needs, with the public key, to see for himself that a record is in a sealed tree. */
export interface InclusionProof extends SignedSeal {
  readonly format: 1;
  /** The record's canonical text (RFC 8785): the leaf is SHA-256(0x00 || text). */
  readonly record: string;
  readonly leafIndex: number;
  readonly treeSize: number;
  /** RFC 9162 inclusion path, hex, from the leaf up. */
  readonly path: readonly string[];
}

export type ProveOutcome =
  | { readonly kind: 'proven'; readonly proof: InclusionProof }
  | { readonly kind: 'unknown' }
  /** It is recorded, and its minute is not sealed yet. */
  | { readonly kind: 'not_sealed' };

/** Proves that a record is in the ledger: in the seal of its minute, or of the one in which it was noticed late. */
export async function proveRecord(
  { finder, seals }: ProveDependencies,
  id: string,
): Promise<ProveOutcome> {
  const { keys, lateMinutes } = await finder.places(id);
  const [key] = keys;
  const record = key === undefined ? undefined : await finder.record(key);
  if (key === undefined || record === undefined) return { kind: 'unknown' };
  const minutes = [key.slice(0, 'YYYY-MM-DDTHH:MM'.length), ...lateMinutes];
  for (const minute of minutes) {
    const signed = await firstSealAfter(seals, `${minute}:00.000Z`);
    const place = signed === undefined ? undefined : await findLeaf(seals, signed, key);
    if (signed === undefined || place === undefined) continue;
    const path = inclusionProof(place.hashes, place.index).map((hash) => hash.toString('hex'));
    const { index: leafIndex } = place;
    const treeSize = place.hashes.length;
    return {
      kind: 'proven',
      proof: { format: 1, record: record.text, leafIndex, treeSize, path, ...signed },
    };
  }
  return { kind: 'not_sealed' };
}

async function findLeaf(
  seals: SealReader,
  { seal }: SignedSeal,
  key: string,
): Promise<{ readonly hashes: readonly Buffer[]; readonly index: number } | undefined> {
  const hashes: Buffer[] = [];
  let index: number | undefined;
  for (let part = 0; part < seal.leaves.length; part += 1) {
    for (const leaf of await seals.leaves(seal, part)) {
      if (leaf.key === key) index = hashes.length;
      hashes.push(leaf.hash);
    }
  }
  return index === undefined ? undefined : { hashes, index };
}
