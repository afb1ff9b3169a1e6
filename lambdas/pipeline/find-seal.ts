import type { SignedSeal } from '../core/record/seal.ts';
import type { SealReader } from '../ports/seals.ts';

/**
 * The first seal that ends after a time, by halving: seals follow one another without a gap.
 *
 * @param time ISO 8601 @returns undefined when nothing that late is sealed
 */
export async function firstSealAfter(
  seals: SealReader,
  time: string,
): Promise<SignedSeal | undefined> {
  let best = await seals.last();
  if (best === undefined || best.seal.to <= time) return undefined;
  let low = 0;
  while (best.seal.sequence - low > 1) {
    const middle: SignedSeal | undefined = await seals.find(
      Math.floor((low + best.seal.sequence) / 2),
    );
    if (middle === undefined) break;
    if (middle.seal.to > time) best = middle;
    else low = middle.seal.sequence;
  }
  return best;
}
