import { packEnvelope, type Envelope } from '../../../core/protect/envelope.ts';
import type { SealingContext } from '../../../core/protect/sealing-context.ts';
import type { Clock } from '../../../ports/clock.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { createObjectStore, MAX_ITEM_BODY_BYTES, type BucketOptions } from './object-store.ts';
import type { Sealer } from './sealer.ts';

/** Attributes of an item that holds, or points to, sealed bytes. */
export const SEALED_ATTRIBUTES = {
  /** The sealed bytes, when they are small. */
  bytes: 'sealed',
  /** Key of the object that holds them, when they are not. */
  object: 'sealedObject',
} as const;

export interface SealedRecordsOptions extends TableOptions, BucketOptions {
  /** Partition key of the table: the record's id. */
  readonly keyAttribute: string;
  /** First part of the keys of large objects. */
  readonly objectPrefix: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** Large bodies that wait in the portal stand apart, so that a grant can name them. */
const PORTAL_PREFIX = 'portal';

export interface SealedRecords {
  put(context: SealingContext, envelope: Envelope): Promise<'stored' | 'exists'>;
}

/**
 * Seals an envelope and stores it under its record id, the large ones in a bucket. The object
 * is written before the item: an item never points to nothing. The context stands beside
 * the sealed bytes as attributes for people and inventories; opening does not trust them.
 */
export function createSealedRecords(options: SealedRecordsOptions): SealedRecords {
  const { keyAttribute, objectPrefix, sealer, clock } = options;
  const table = openTable(options, keyAttribute);
  const objects = createObjectStore(options);

  return {
    async put(context, envelope) {
      const sealed = await sealer.seal(context, packEnvelope(envelope));
      const prefix = context.purpose === 'portal' ? PORTAL_PREFIX : objectPrefix;
      const body =
        sealed.byteLength <= MAX_ITEM_BODY_BYTES
          ? { [SEALED_ATTRIBUTES.bytes]: sealed }
          : {
              [SEALED_ATTRIBUTES.object]: await objects.put(prefix, envelope.recordId, sealed),
            };
      const outcome = await table.create({
        [keyAttribute]: envelope.recordId,
        lane: context.lane,
        entityId: context.entityId,
        purpose: context.purpose,
        sealedAt: clock.now().toISOString(),
        ...body,
      });
      return outcome === 'created' ? 'stored' : 'exists';
    },
  };
}
