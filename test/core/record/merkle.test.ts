import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  headOfProof,
  inclusionProof,
  leafHash,
  MerkleTree,
  treeHead,
} from '../../../lambdas/core/record/merkle.ts';

/** The example tree that implementations of Certificate Transparency agree on. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')));

const HEADS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, at) => leafHash(`record ${String(at)}`));

describe('a Merkle tree (RFC 9162)', () => {
  it.each(HEADS.map((head, size) => [size, head] as const))(
    'of %i leaves of the known example has the known head',
    (size, head) => {
      expect(treeHead(LEAVES.slice(0, size)).toString('hex')).toBe(head);
    },
  );

  it('has the same head built leaf by leaf, and its own after each', () => {
    const tree = new MerkleTree();
    expect(tree.head().toString('hex')).toBe(HEADS[0]);
    LEAVES.forEach((leaf, at) => {
      tree.add(leaf);
      expect(tree.head().toString('hex')).toBe(HEADS[at + 1]);
      expect(tree.size).toBe(at + 1);
    });
  });

  it('gives a proof for every leaf of every small tree', () => {
    for (let size = 1; size <= 40; size += 1) {
      const leaves = leavesOf(size);
      const head = treeHead(leaves);
      leaves.forEach((leaf, index) => {
        const path = inclusionProof(leaves, index);
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(Math.max(size, 1))));
        expect(headOfProof(leaf, index, size, path)).toEqual(head);
      });
    }
  });

  it('gives no proof that would do for another leaf, place, size or path', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }).chain((size) =>
          fc.record({
            size: fc.constant(size),
            index: fc.nat(size - 1),
            other: fc.nat(size - 1),
            step: fc.nat(8),
          }),
        ),
        ({ size, index, other, step }) => {
          const leaves = leavesOf(size);
          const head = treeHead(leaves);
          const path = inclusionProof(leaves, index);
          const leaf = leaves[index]!;
          const isHead = (found: Buffer | undefined) => found?.equals(head) === true;
          expect(isHead(headOfProof(leaf, index, size, path))).toBe(true);
          if (other !== index) {
            expect(isHead(headOfProof(leaves[other]!, index, size, path))).toBe(false);
            expect(isHead(headOfProof(leaf, other, size, path))).toBe(false);
          }
          expect(isHead(headOfProof(leaf, index, size, path.slice(1)))).toBe(false);
          expect(isHead(headOfProof(leaf, index, size, [...path, leaf]))).toBe(false);
          const at = step % path.length;
          const bent = path.map((hash, i) => (i === at ? leafHash(hash) : hash));
          expect(isHead(headOfProof(leaf, index, size, bent))).toBe(false);
        },
      ),
    );
  });

  it('knows no leaf outside itself', () => {
    for (const index of [-1, 3, 0.5]) {
      expect(() => inclusionProof(leavesOf(3), index)).toThrow(RangeError);
    }
    expect(headOfProof(leafHash(''), 3, 3, [])).toBeUndefined();
  });
});
