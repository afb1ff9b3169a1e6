import { canonicalJson } from '../../lambdas/core/record/canonical.ts';
import { writeLeaf } from '../../lambdas/core/record/leaf-list.ts';
import { leafHash, treeHead } from '../../lambdas/core/record/merkle.ts';
import { type Seal, sealHash, type SignedSeal } from '../../lambdas/core/record/seal.ts';
import type { LedgerWorld } from './world.ts';

/** As much of a ledger as a seal is made from. */
type SealedWorld = Pick<LedgerWorld, 'allSeals' | 'seals' | 'signer'> & {
  readonly dependencies: Pick<LedgerWorld['dependencies'], 'ledger'>;
};

/** One seal from the last one to the end of a minute, as the sealer would have made it after years of silence. */
export async function collectSeal(world: SealedWorld, minute: string): Promise<SignedSeal> {
  const last = (await world.allSeals()).at(-1)!.seal;
  const leaves = [];
  for await (const { key, text } of world.dependencies.ledger.records(minute.slice(0, 16))) {
    leaves.push({ key, hash: leafHash(text) });
  }
  const sequence = last.sequence + 1;
  const sha256 = await world.seals.putLeaves(sequence, leaves.map(writeLeaf).join(''));
  const seal: Seal = {
    format: 1,
    sequence,
    from: last.to,
    to: new Date(Date.parse(minute) + 60_000).toISOString(),
    size: leaves.length,
    root: treeHead(leaves.map(({ hash }) => hash)).toString('hex'),
    leaves: [{ sha256, count: leaves.length }],
    previous: sealHash(last),
    keyId: (await world.signer.publicKey()).keyId,
    sealedAt: minute,
  };
  return { seal, signature: await world.signer.sign(canonicalJson(seal)) };
}
