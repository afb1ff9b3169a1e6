import type { Delivery } from '../../../core/message/delivery.ts';
import type { Lane } from '../../../core/vocabulary.ts';
import type { OutboxWriter } from '../../../ports/outbox.ts';
import { hashOf, toDeliveryItem, type StoredBody } from './delivery-item.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { createObjectStore, MAX_ITEM_BODY_BYTES, type BucketOptions } from './object-store.ts';

export interface OutboxOptions extends TableOptions {
  /** The lane that the table belongs to. */
  readonly lane: Lane;
  /** For clear bodies that are too large for an item; absent: there are none in this lane. */
  readonly bodies?: BucketOptions;
}

/** A delivery that must not be in this outbox. Always a bug, never retried. */
export class OutboxLaneError extends Error {
  override readonly name = 'OutboxLaneError';
}

/**
 * One lane's outbox, for writing. Refuses a delivery of the other lane, and anything sealed in the
 * marketing lane, which opens nothing.
 *
 * @throws OutboxLaneError, ServiceError
 */
export function createDynamoOutboxWriter(options: OutboxOptions): OutboxWriter {
  const table = openTable(options, 'deliveryId');
  const objects = options.bodies === undefined ? undefined : createObjectStore(options.bodies);

  /** Bodies that are stored, or on their way: of what many deliveries of a message share, one object is made. */
  const stored = new WeakMap<
    Uint8Array,
    { readonly owner: string; readonly key: Promise<string> }
  >();

  async function store({ messageId, body }: Delivery): Promise<StoredBody> {
    if (body.kind === 'sealed' || body.kind === 'closed') return body;
    const { contentType, bytes, sharedBy = 1 } = body;
    if (bytes.byteLength * sharedBy <= MAX_ITEM_BODY_BYTES) {
      return { kind: 'clear', contentType, sha256: hashOf(bytes), bytes };
    }
    if (objects === undefined) throw new OutboxLaneError('no bucket for large clear bodies');
    const known = stored.get(bytes);
    if (known?.owner === messageId) {
      return { kind: 'object', contentType, objectKey: await known.key };
    }
    const key = objects.put('deliveries', messageId, bytes);
    stored.set(bytes, { owner: messageId, key });
    try {
      return { kind: 'object', contentType, objectKey: await key };
    } catch (error) {
      stored.delete(bytes);
      throw error;
    }
  }

  return {
    async put(delivery) {
      assertLane(delivery, options.lane);
      return table.create(toDeliveryItem(delivery, await store(delivery)));
    },
  };
}

/** @throws OutboxLaneError */
export function assertLane(
  delivery: { readonly lane: Lane; readonly body: { readonly kind: string } },
  lane: Lane,
): void {
  if (delivery.lane !== lane) throw new OutboxLaneError('a delivery of the other lane');
  if (
    lane === 'marketing' &&
    (delivery.body.kind === 'sealed' || delivery.body.kind === 'closed')
  ) {
    throw new OutboxLaneError('the marketing lane delivers nothing sealed');
  }
}
