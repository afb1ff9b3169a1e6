import type { Envelope } from '../../../core/protect/envelope.ts';
import { openEnvelope } from '../../../core/protect/open-envelope.ts';
import type { SealingContext } from '../../../core/protect/sealing-context.ts';
import { VaultIntegrityError } from '../../../ports/vault-reader.ts';
import { openTable, type Item, type TableOptions } from '../shared/dynamo-table.ts';
import { createObjectReader, type BucketOptions } from '../shared/object-store.ts';
import { SEALED_ATTRIBUTES } from '../shared/sealed-records.ts';
import { StoredItemError } from '../shared/service-error.ts';
import { MAX_OPENED_BYTES, type Opener } from './opener.ts';

export interface SealedReaderOptions extends TableOptions, BucketOptions {
  readonly opener: Opener;
}

/** Framing, tags and header of a sealed message, generously. */
const MAX_SEALED_BYTES = MAX_OPENED_BYTES + 1024 * 1024;

export interface SealedReader {
  /** The item as it is stored: what stands beside the sealed bytes is not to be trusted. */
  find(recordId: string): Promise<Item | undefined>;
  /**
   * @throws VaultIntegrityError when what is stored is not what was sealed for this record and context.
   * @throws ServiceError when a service does not answer.
   */
  open(context: SealingContext, recordId: string, item: Item): Promise<Envelope>;
}

/** Reads what `createSealedRecords` stored. */
export function createSealedReader(
  options: SealedReaderOptions,
  keyAttribute: string,
): SealedReader {
  const table = openTable(options, keyAttribute);
  const objects = createObjectReader(options);

  async function sealedBytes(item: Item): Promise<Uint8Array> {
    const bytes = item[SEALED_ATTRIBUTES.bytes];
    if (bytes instanceof Uint8Array) return bytes;
    const object = item[SEALED_ATTRIBUTES.object];
    if (typeof object !== 'string') throw new VaultIntegrityError('a vault record has no body');
    try {
      return await objects.get(object, MAX_SEALED_BYTES);
    } catch (error) {
      if (error instanceof StoredItemError) throw new VaultIntegrityError(error.message);
      throw error;
    }
  }

  return {
    find: (recordId) => table.get(recordId),
    async open(context, recordId, item) {
      const opened = await options.opener.open(context, await sealedBytes(item));
      try {
        return openEnvelope(recordId, opened);
      } catch {
        throw new VaultIntegrityError('a vault record holds another record');
      }
    },
  };
}
