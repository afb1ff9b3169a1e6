import type { Delivery, DeliveryBody } from '../../../core/message/delivery.ts';
import type { Outbox } from '../../../ports/outbox.ts';
import {
  fromDeliveryItem,
  REMOVE_FROM_WAITING,
  stateShard,
  type StoredBody,
} from './delivery-item.ts';
import { assertLane, type OutboxOptions } from './dynamo-outbox-writer.ts';
import { openTable, queryPage } from './dynamo-table.ts';
import { createObjectReader } from './object-store.ts';
import { StoredItemError } from './service-error.ts';

/** A transition of a delivery that does not exist. */
export class DeliveryMissingError extends Error {
  override readonly name = 'DeliveryMissingError';
}

/** Bytes: the largest clear body that is read back. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * One lane's outbox, for its deliverer. The attempt that ends a delivery counts into `attempts` too. A
 * transition of an item that another worker moved on meanwhile does nothing.
 *
 * @throws DeliveryMissingError, StoredItemError, OutboxLaneError, ServiceError
 */
export function createDynamoOutbox(options: OutboxOptions): Outbox {
  const table = openTable(options, 'deliveryId');
  const objects = options.bodies === undefined ? undefined : createObjectReader(options.bodies);

  async function load(body: StoredBody): Promise<DeliveryBody> {
    if (body.kind === 'sealed') return body;
    if (body.kind === 'clear') {
      return { kind: 'clear', contentType: body.contentType, bytes: body.bytes };
    }
    if (objects === undefined) throw new StoredItemError('no bucket for large clear bodies');
    return {
      kind: 'clear',
      contentType: body.contentType,
      bytes: await objects.get(body.objectKey, MAX_BODY_BYTES),
    };
  }

  async function change(
    deliveryId: string,
    update: string,
    values: Record<string, unknown>,
    condition = '',
  ): Promise<void> {
    const outcome = await table.change(deliveryId, {
      update,
      returnItem: false,
      condition: `#state = :pending${condition}`,
      names: { '#state': 'state' },
      values: { ...values, ':pending': 'pending' },
    });
    if (outcome === 'refused' && (await table.get(deliveryId)) === undefined) {
      throw new DeliveryMissingError('no such delivery');
    }
  }

  return {
    async find(deliveryId): Promise<Delivery | undefined> {
      const item = await table.get(deliveryId);
      if (item === undefined) return undefined;
      const stored = fromDeliveryItem(item);
      assertLane(stored, options.lane);
      return { ...stored, body: await load(stored.body) };
    },
    async begin(deliveryId, now) {
      const outcome = await table.change(deliveryId, {
        update: 'SET beganAt = :now',
        condition: '#state = :pending',
        names: { '#state': 'state' },
        values: { ':now': now.toISOString(), ':pending': 'pending' },
        returnItem: false,
      });
      return outcome !== 'refused';
    },
    markDelivered: (deliveryId, { deliveredAt, receipt, latencyMs }) =>
      change(
        deliveryId,
        'SET #state = :to, stateShard = :shard, attempts = attempts + :one, deliveredAt = :at,' +
          ` receipt = :receipt, latencyMs = :ms ${REMOVE_FROM_WAITING}`,
        {
          ':to': 'delivered',
          ':shard': stateShard(deliveryId, 'delivered'),
          ':one': 1,
          ':at': deliveredAt,
          ':receipt': receipt,
          ':ms': latencyMs,
        },
      ),
    markRetry: (deliveryId, attempts, dueAt, failure) =>
      change(
        deliveryId,
        'SET attempts = :attempts, dueAt = :due, openSince = :due, failure = :failure REMOVE hasTurn, beganAt',
        { ':attempts': attempts, ':due': dueAt.toISOString(), ':failure': failure },
        // Of two workers that tried at once, the one that counted fewer attempts comes too late.
        ' AND attempts < :attempts',
      ),
    markDead: (deliveryId, failure) =>
      change(
        deliveryId,
        'SET #state = :to, stateShard = :shard, attempts = attempts + :one, failure = :failure' +
          ` ${REMOVE_FROM_WAITING}`,
        {
          ':to': 'dead',
          ':shard': stateShard(deliveryId, 'dead'),
          ':one': 1,
          ':failure': failure,
        },
      ),
    postpone: (deliveryId, attempts, { dueAt, hasTurn }) =>
      change(
        deliveryId,
        `SET dueAt = :due, openSince = :due${hasTurn ? ', hasTurn = :turn REMOVE beganAt' : ' REMOVE hasTurn, beganAt'}`,
        {
          ':attempts': attempts,
          ':due': dueAt.toISOString(),
          ...(hasTurn ? { ':turn': true } : {}),
        },
        // Whoever made an attempt meanwhile knows better when the next is due.
        ' AND attempts = :attempts',
      ),
    async firstInOrder(key) {
      const { items } = await queryPage(options.dynamodb, {
        TableName: options.table,
        IndexName: 'by-order',
        KeyConditionExpression: 'orderKey = :key',
        ExpressionAttributeValues: { ':key': key },
        Limit: 1,
      });
      const id = items[0]?.['deliveryId'];
      return typeof id === 'string' ? id : undefined;
    },
  };
}
