import type { VaultWriter } from '../../../ports/vault.ts';
import { createSealedRecords, type SealedRecordsOptions } from './sealed-records.ts';

export type VaultOptions = Omit<SealedRecordsOptions, 'keyAttribute' | 'objectPrefix'>;

/** The vault, for writing: the `vault` table and, for large bodies, the vault bucket. */
export function createKmsVaultWriter(options: VaultOptions): VaultWriter {
  const records = createSealedRecords({
    ...options,
    keyAttribute: 'recordId',
    objectPrefix: 'sealed',
  });
  return { seal: (context, envelope) => records.put(context, envelope) };
}
