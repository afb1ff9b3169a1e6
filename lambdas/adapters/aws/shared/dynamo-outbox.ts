import type { Lease } from '../../../core/deliver/lease.ts';
import type { Delivery, DeliveryBody } from '../../../core/message/delivery.ts';
import { MAIL_EVENTS } from '../../../core/send/mail-event.ts';
import type { Outbox } from '../../../ports/outbox.ts';
import {
  fromDeliveryItem,
  stateShard,
  type StoredBody,
  WAITING_ATTRIBUTES,
} from './delivery-item.ts';
import { assertLane, type OutboxOptions } from './dynamo-outbox-writer.ts';
import { openTable, queryPage } from './dynamo-table.ts';
import { createObjectReader } from './object-store.ts';
import { StoredItemError } from './service-error.ts';
import { HEARD_ATTRIBUTES } from './table-definitions.ts';

/** A transition of a delivery that does not exist. */
export class DeliveryMissingError extends Error {
  override readonly name = 'DeliveryMissingError';
}

/** In an update expression, with `:yes`. */
const MAY_HAVE_LEFT = ', mayHaveLeft = :yes';
/** Bytes: the largest clear body that is read back. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * One lane's outbox, for its deliverer. The attempt that ends a delivery counts into `attempts` too. What an attempt writes
 * that holds the delivery no longer does nothing.
 *
 * @throws DeliveryMissingError, StoredItemError, OutboxLaneError, ServiceError
 */
export function createDynamoOutbox(options: OutboxOptions): Outbox {
  const table = openTable(options, 'deliveryId');
  const objects = options.bodies === undefined ? undefined : createObjectReader(options.bodies);

  async function load(body: StoredBody): Promise<DeliveryBody> {
    if (body.kind === 'sealed' || body.kind === 'closed') return body;
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

  /** Writes how an attempt ended, if it still holds the delivery. */
  async function end(
    deliveryId: string,
    { holder }: Lease,
    set: string,
    remove: readonly string[],
    values: Record<string, unknown>,
  ): Promise<boolean> {
    const outcome = await table.change(deliveryId, {
      update: `SET endedBy = :holder, ${set} REMOVE ${['#lease', 'beganAt', ...remove].join(', ')}`,
      returnItem: false,
      condition: '#state = :pending AND #lease.#holder = :holder',
      names: { '#state': 'state', '#lease': 'lease', '#holder': 'holder' },
      values: { ...values, ':pending': 'pending', ':holder': holder },
    });
    if (outcome !== 'refused') return true;
    const item = await table.get(deliveryId);
    if (item === undefined) throw new DeliveryMissingError('no such delivery');
    // Written before, by a call whose answer was lost.
    return item['endedBy'] === holder;
  }

  return {
    async find(deliveryId): Promise<Delivery | undefined> {
      const item = await table.get(deliveryId);
      // What was recalled before it was put has its place, and nothing else.
      if (item?.['messageId'] === undefined) return undefined;
      const stored = fromDeliveryItem(item);
      assertLane(stored, options.lane);
      return { ...stored, body: await load(stored.body) };
    },
    async begin({ deliveryId, attempts, dueAt, lease: found, beganAt, heard = {} }, lease, now) {
      const unheard = MAIL_EVENTS.filter((event) => heard[event] === undefined);
      const outcome = await table.change(deliveryId, {
        update: `SET #lease = :lease, beganAt = :now${beganAt === undefined ? '' : ', mayHaveLeft = :yes'}`,
        // Of two that found it free, the second finds it changed; and a repeat of a call whose answer was lost, its own.
        condition:
          '#state = :pending AND attempts = :attempts AND dueAt = :due AND ' +
          `(#lease.#holder = :own OR ${found === undefined ? 'attribute_not_exists(#lease)' : '#lease.#holder = :found'})` +
          // What was told meanwhile may say that it has left.
          unheard.map((event) => ` AND attribute_not_exists(${HEARD_ATTRIBUTES[event]})`).join(''),
        names: { '#state': 'state', '#lease': 'lease', '#holder': 'holder' },
        values: {
          ':pending': 'pending',
          ':attempts': attempts,
          ':due': dueAt,
          ':lease': { ...lease },
          ':own': lease.holder,
          ':now': now.toISOString(),
          ...(beganAt === undefined ? {} : { ':yes': true }),
          ...(found === undefined ? {} : { ':found': found.holder }),
        },
        returnItem: false,
      });
      return outcome !== 'refused';
    },
    markDelivered: (deliveryId, lease, { deliveredAt, receipt, latencyMs }) =>
      end(
        deliveryId,
        lease,
        '#state = :to, stateShard = :shard, attempts = attempts + :one, deliveredAt = :at,' +
          ' receipt = :receipt, latencyMs = :ms',
        WAITING_ATTRIBUTES,
        {
          ':to': 'delivered',
          ':shard': stateShard(deliveryId, 'delivered'),
          ':one': 1,
          ':at': deliveredAt,
          ':receipt': receipt,
          ':ms': latencyMs,
        },
      ),
    markRetry: (deliveryId, lease, { dueAt, failure, mayHaveLeft }) =>
      end(
        deliveryId,
        lease,
        'attempts = attempts + :one, dueAt = :due, openSince = :due, failure = :failure' +
          (mayHaveLeft ? MAY_HAVE_LEFT : ''),
        ['hasTurn'],
        {
          ':one': 1,
          ':due': dueAt.toISOString(),
          ':failure': failure,
          ...(mayHaveLeft ? { ':yes': true } : {}),
        },
      ),
    markDead: (deliveryId, lease, { failure, mayHaveLeft, withheld }) =>
      end(
        deliveryId,
        lease,
        '#state = :to, stateShard = :shard, attempts = attempts + :one, failure = :failure' +
          (mayHaveLeft ? MAY_HAVE_LEFT : '') +
          (withheld === undefined ? '' : ', withheld = :withheld'),
        WAITING_ATTRIBUTES,
        {
          ...(withheld === undefined ? {} : { ':withheld': { ...withheld } }),
          ':to': 'dead',
          ':shard': stateShard(deliveryId, 'dead'),
          ':one': 1,
          ':failure': failure,
          ...(mayHaveLeft ? { ':yes': true } : {}),
        },
      ),
    postpone: (deliveryId, lease, { dueAt, hasTurn }) =>
      end(
        deliveryId,
        lease,
        `dueAt = :due, openSince = :due${hasTurn ? ', hasTurn = :turn' : ''}`,
        hasTurn ? [] : ['hasTurn'],
        { ':due': dueAt.toISOString(), ...(hasTurn ? { ':turn': true } : {}) },
      ),
    async withhold({ deliveryId, lease }, withheld) {
      const outcome = await table.change(deliveryId, {
        update: 'SET withheld = :withheld',
        condition:
          lease === undefined
            ? 'attribute_not_exists(withheld)'
            : '#state = :pending AND #lease.#holder = :holder',
        names:
          lease === undefined ? {} : { '#state': 'state', '#lease': 'lease', '#holder': 'holder' },
        values: {
          ':withheld': { ...withheld },
          ...(lease === undefined ? {} : { ':pending': 'pending', ':holder': lease.holder }),
        },
        returnItem: false,
      });
      return outcome !== 'refused';
    },
    async destroyKey(deliveryId) {
      await table.change(deliveryId, {
        update: 'REMOVE #body.#bodyKey',
        condition: '#body.#kind = :closed',
        names: { '#body': 'body', '#bodyKey': 'key', '#kind': 'kind' },
        values: { ':closed': 'closed' },
        returnItem: false,
      });
    },
    async wake(deliveryId, now) {
      await table.change(deliveryId, {
        update: 'SET dueAt = :due, openSince = :due REMOVE hasTurn',
        condition: '#state = :pending AND attempts = :none AND attribute_not_exists(#lease)',
        names: { '#state': 'state', '#lease': 'lease' },
        values: { ':due': now.toISOString(), ':pending': 'pending', ':none': 0 },
        returnItem: false,
      });
    },
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
