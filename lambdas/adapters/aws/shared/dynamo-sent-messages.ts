import * as z from 'zod';
import type { SentMessage, SharedDecision } from '../../../core/send/sent-message.ts';
import { LANES, type Lane } from '../../../core/vocabulary.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SentMessages } from '../../../ports/sent-requests.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { expiryOf } from './expiry.ts';
import { StoredItemError } from './service-error.ts';

export interface DynamoSentMessagesOptions extends TableOptions {
  readonly clock: Clock;
}

/** How long senders can ask. The ledger keeps its records longer, for others. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

const itemSchema = z.object({
  messageId: z.string(),
  lane: z.enum(LANES),
  entityId: z.string(),
  keyId: z.string(),
  decidedAt: z.string(),
  sendAt: z.string().exactOptional(),
  decisions: z.array(z.string().transform((text) => JSON.parse(text) as SharedDecision)),
  recipients: z.array(z.number().int().nonnegative()),
  links: z.record(z.string(), z.string()).exactOptional(),
  isHeld: z.literal(true).exactOptional(),
});

/**
 * The items `message#LANE#ID` of the table `requests`.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoSentMessages(options: DynamoSentMessagesOptions): SentMessages {
  const { clock } = options;
  const items = openTable(options, 'pk');

  async function find(lane: Lane, messageId: string): Promise<SentMessage | undefined> {
    const item = await items.get(pkOf(lane, messageId));
    if (item === undefined) return undefined;
    const parsed = itemSchema.safeParse(item);
    if (!parsed.success) throw new StoredItemError('a stored message is malformed');
    return parsed.data;
  }

  return {
    async put(message) {
      const { lane, messageId } = message;
      const outcome = await items.create({
        pk: pkOf(lane, messageId),
        ...message,
        decisions: message.decisions.map((decision) => JSON.stringify(decision)),
        expiresAt: expiryOf(clock.now().getTime() + KEPT_MS),
      });
      if (outcome === 'created') return message;
      const first = await find(lane, messageId);
      if (first === undefined) throw new StoredItemError('a stored message is gone');
      return first;
    },
    async markHeld(lane, messageId) {
      await items.change(pkOf(lane, messageId), {
        update: 'SET isHeld = :yes',
        condition: 'attribute_not_exists(isHeld)',
        names: {},
        values: { ':yes': true },
        returnItem: false,
      });
    },
    find,
  };
}

function pkOf(lane: string, messageId: string): string {
  return `message#${lane}#${messageId}`;
}
