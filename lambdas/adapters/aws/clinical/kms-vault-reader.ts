import type { VaultReader } from '../../../ports/vault-reader.ts';
import { createSealedReader, type SealedReaderOptions } from './sealed-reader.ts';

/**
 * The vault, for reading.
 *
 * @throws VaultIntegrityError when what is stored is not what was sealed for this record and context.
 * @throws ServiceError when a service does not answer.
 */
export function createKmsVaultReader(options: SealedReaderOptions): VaultReader {
  const records = createSealedReader(options, 'recordId');
  return {
    async open(context, recordId) {
      const item = await records.find(recordId);
      return item === undefined ? undefined : await records.open(context, recordId, item);
    },
  };
}
