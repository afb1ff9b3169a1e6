import { readPointer, unpackContent, type PortalContent } from '../core/portal/content.ts';
import type { PortalLink } from '../core/portal/link.ts';
import { openContent } from '../core/portal/secrets.ts';
import { VaultIntegrityError } from '../ports/vault-reader.ts';
import type { PortalDependencies } from './portal-dependencies.ts';

/**
 * What waits behind a link: the vault's record is opened by KMS, and what is in it by both halves of its key.
 *
 * @returns undefined once our half was destroyed
 * @throws VaultIntegrityError where it is not what was left there
 */
export async function openPortalContent(
  { recordId, entityId, contentKey }: PortalLink,
  token: string,
  { reader }: Pick<PortalDependencies, 'reader'>,
): Promise<PortalContent | undefined> {
  if (contentKey === undefined) return undefined;
  const open = async (id: string, ...halves: readonly [string, string]): Promise<Uint8Array> => {
    const envelope = await reader.open({ lane: 'clinical', entityId, purpose: 'portal' }, id);
    const plain = envelope && openContent(envelope.body, ...halves);
    if (plain === undefined) throw new VaultIntegrityError('what waits in the portal was altered');
    return plain;
  };
  const own = await open(recordId, contentKey, token);
  const pointer = readPointer(own);
  if (pointer === undefined) return unpackContent(own);
  const { recipient, shared } = pointer;
  return { ...unpackContent(await open(shared.recordId, ...shared.keys)), recipient };
}
