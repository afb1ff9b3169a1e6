import * as z from 'zod';
import { INBOUND_STATES, type InboundMessage } from '../../../core/message/inbound-message.ts';
import { MAIL_DOUBTS } from '../../../core/receive/mail-doubt.ts';
import { readDecisions } from './decision-record-schema.ts';
import type { Item } from './dynamo-table.ts';
import { openAttributes } from './open-index.ts';
import { StoredItemError } from './service-error.ts';

const itemSchema = z.object({
  key: z.string(),
  messageId: z.string(),
  sourceId: z.string(),
  entityId: z.string(),
  receivedAt: z.string(),
  contentType: z.string(),
  size: z.number(),
  acceptLatencyMs: z.record(z.string(), z.number()),
  state: z.enum(INBOUND_STATES),
  doubts: z.array(z.enum(MAIL_DOUBTS)).min(1).exactOptional(),
  ordered: z.literal(true).exactOptional(),
  dueAt: z.string().exactOptional(),
  waiting: z.array(z.string()).exactOptional(),
  decisions: z.unknown().optional(),
});

/** A new message, in the sparse index from the moment it was received. Decisions are kept as JSON text. */
export function toInboundItem(message: InboundMessage): Item {
  return {
    key: message.key,
    messageId: message.messageId,
    sourceId: message.sourceId,
    entityId: message.entityId,
    receivedAt: message.receivedAt,
    contentType: message.contentType,
    size: message.size,
    acceptLatencyMs: { ...message.acceptLatencyMs },
    state: message.state,
    ...(message.doubts !== undefined && { doubts: [...message.doubts] }),
    ...openAttributes(message.key, message.receivedAt),
    ...(message.ordered === true && {
      ordered: true,
      orderKey: message.sourceId,
      orderAt: `${message.receivedAt}#${message.messageId}`,
    }),
  };
}

/** @throws StoredItemError when the item is not a message. */
export function fromInboundItem(item: Item): InboundMessage {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) throw new StoredItemError('a stored message is malformed');
  const { decisions, ...message } = parsed.data;
  return decisions === undefined ? message : { ...message, decisions: readDecisions(decisions) };
}
