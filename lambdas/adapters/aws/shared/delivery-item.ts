import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryBody,
  type DeliveryState,
} from '../../../core/message/delivery.ts';
import { DISPOSITIONS, LANES } from '../../../core/vocabulary.ts';
import { dueSchema, withheldSchema } from './due-schema.ts';
import { heardIn } from './dynamo-heard-mail.ts';
import type { Item } from './dynamo-table.ts';
import { openAttributes, OPEN_ATTRIBUTES } from './open-index.ts';
import { selectionSchema } from './selection-schema.ts';
import { StoredItemError } from './service-error.ts';
import { shardOf } from './shard.ts';
import { OPEN_SHARDS } from './table-definitions.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** How a body stands in the item: what is sealed by name, small clear bytes inside, large ones by object key. */
const bodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sealed'),
    recordId: z.string(),
    fields: selectionSchema.exactOptional(),
  }),
  z.object({
    kind: z.literal('closed'),
    recordId: z.string(),
    key: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('clear'),
    contentType: z.string(),
    sha256: hash,
    bytes: z.instanceof(Uint8Array),
  }),
  z.object({ kind: z.literal('object'), contentType: z.string(), objectKey: z.string() }),
]);
export type StoredBody =
  | Extract<DeliveryBody, { kind: 'sealed' | 'closed' }>
  | {
      readonly kind: 'clear';
      readonly contentType: string;
      readonly sha256: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'object'; readonly contentType: string; readonly objectKey: string };

const recipientRoute = {
  recipient: z.number().int().nonnegative(),
  whilePermitted: z.literal(true).exactOptional(),
} as const;

/** What an item has besides its body. */
export const deliveryFields = {
  deliveryId: z.string(),
  messageId: z.string(),
  decisionId: z.string(),
  lane: z.enum(LANES),
  entityId: z.string(),
  disposition: z.enum(DISPOSITIONS),
  route: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('webhook'),
      destinationId: z.string(),
      underAgreement: z.literal(true).exactOptional(),
    }),
    z.object({ kind: z.literal('email'), ...recipientRoute }),
    z.object({ kind: z.literal('text'), ...recipientRoute }),
    z.object({ kind: z.literal('portal'), of: z.string() }),
  ]),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number().int().nonnegative(),
  dueAt: z.string(),
  createdAt: z.string(),
  event: z
    .object({ source: z.string().exactOptional(), type: z.string().exactOptional() })
    .exactOptional(),
  order: z.object({ key: z.string(), at: z.string() }).exactOptional(),
  hasTurn: z.literal(true).exactOptional(),
  replayedAt: z.string().exactOptional(),
  sendAt: z.string().exactOptional(),
  due: dueSchema.exactOptional(),
  withheld: withheldSchema.exactOptional(),
  beganAt: z.string().exactOptional(),
  keyId: z.string().exactOptional(),
  lease: z.object({ holder: z.string(), until: z.string() }).exactOptional(),
  mayHaveLeft: z.literal(true).exactOptional(),
} as const;

const itemSchema = z.object({ ...deliveryFields, body: bodySchema });

export type StoredDelivery = Omit<Delivery, 'body'> & { readonly body: StoredBody };

/** A new delivery, in the sparse index from the moment it is due. */
export function toDeliveryItem(delivery: Delivery, body: StoredBody): Item {
  return {
    deliveryId: delivery.deliveryId,
    messageId: delivery.messageId,
    decisionId: delivery.decisionId,
    lane: delivery.lane,
    entityId: delivery.entityId,
    disposition: delivery.disposition,
    route: { ...delivery.route },
    body: { ...body },
    state: delivery.state,
    attempts: delivery.attempts,
    dueAt: delivery.dueAt,
    createdAt: delivery.createdAt,
    ...(delivery.sendAt === undefined ? {} : { sendAt: delivery.sendAt }),
    ...(delivery.due === undefined ? {} : { due: { ...delivery.due } }),
    stateShard: stateShard(delivery.deliveryId, delivery.state),
    ...openAttributes(delivery.deliveryId, delivery.dueAt),
    ...(delivery.keyId === undefined ? {} : { keyId: delivery.keyId }),
    ...(delivery.event === undefined ? {} : { event: { ...delivery.event } }),
    ...(delivery.order === undefined
      ? {}
      : {
          order: { ...delivery.order },
          orderKey: delivery.order.key,
          orderAt: delivery.order.at,
        }),
  };
}

/** Partition of the index `by-state`. */
export function stateShard(deliveryId: string, state: DeliveryState): string {
  return `${state}#${shardOf(deliveryId, OPEN_SHARDS)}`;
}

/** What goes with the end of a delivery: a finished one keeps nobody waiting. */
export const WAITING_ATTRIBUTES = [...OPEN_ATTRIBUTES, 'orderKey', 'orderAt', 'hasTurn'] as const;

/** @throws StoredItemError when the item is not a delivery, or its body is not the one that was put. */
export function fromDeliveryItem(item: Item): StoredDelivery {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) throw new StoredItemError('a stored delivery is malformed');
  const { body } = parsed.data;
  if (body.kind === 'clear' && body.sha256 !== hashOf(body.bytes)) {
    throw new StoredItemError('the body of a stored delivery was altered');
  }
  const heard = heardIn(item);
  return { ...parsed.data, ...(Object.keys(heard).length === 0 ? {} : { heard }) };
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
