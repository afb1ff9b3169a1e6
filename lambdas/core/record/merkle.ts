import { createHash } from 'node:crypto';

/** Merkle trees as RFC 9162 (Certificate Transparency 2.0), section 2.1, defines them, over SHA-256. */

/** Tells leaves from nodes, so that no node can pass for a leaf (RFC 9162, 2.1.1). */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** SHA-256(0x00 || bytes). */
export function leafHash(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(LEAF).update(bytes).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

interface Subtree {
  readonly hash: Buffer;
  /** Leaves under it: a power of two. */
  readonly size: number;
}

/**
 * Builds a tree leaf by leaf, keeping only the heads of complete subtrees: as many as the number of leaves
 * has binary digits.
 */
export class MerkleTree {
  readonly #complete: Subtree[] = [];
  #size = 0;

  /** @param hash of a leaf, by {@link leafHash} */
  add(hash: Buffer): void {
    this.#size += 1;
    let subtree: Subtree = { hash, size: 1 };
    for (
      let last = this.#complete.at(-1);
      last?.size === subtree.size;
      last = this.#complete.at(-1)
    ) {
      this.#complete.pop();
      subtree = { hash: nodeHash(last.hash, subtree.hash), size: last.size * 2 };
    }
    this.#complete.push(subtree);
  }

  get size(): number {
    return this.#size;
  }

  /** The tree head of the leaves so far; of none, the hash of nothing. */
  head(): Buffer {
    const head = this.#complete
      .map(({ hash }) => hash)
      .reduceRight<Buffer | undefined>(
        (right, left) => (right === undefined ? left : nodeHash(left, right)),
        undefined,
      );
    return head ?? createHash('sha256').digest();
  }
}

export function treeHead(hashes: Iterable<Buffer>): Buffer {
  const tree = new MerkleTree();
  for (const hash of hashes) tree.add(hash);
  return tree.head();
}

/**
 * The hashes that lead from one leaf to the tree head (RFC 9162, 2.1.3.1).
 *
 * @throws RangeError when there is no such leaf
 */
export function inclusionProof(hashes: readonly Buffer[], index: number): readonly Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= hashes.length) {
    throw new RangeError('there is no such leaf');
  }
  const path: Buffer[] = [];
  let from = 0;
  let to = hashes.length;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      path.push(treeHead(hashes.slice(middle, to)));
      to = middle;
    } else {
      path.push(treeHead(hashes.slice(from, middle)));
      from = middle;
    }
  }
  return path.reverse();
}

/** The largest power of two that is smaller than `size`, which is at least 2. */
function largestPowerBelow(size: number): number {
  return 2 ** (31 - Math.clz32(size - 1));
}

/** The tree head that a proof leads to (RFC 9162, 2.1.3.2); undefined when its length is wrong. */
export function headOfProof(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer | undefined {
  if (index >= size) return undefined;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}
