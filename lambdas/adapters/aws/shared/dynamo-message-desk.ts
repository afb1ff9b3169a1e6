import * as z from 'zod';
import { DELIVERY_STATES } from '../../../core/message/delivery.ts';
import type { DeliveryProgress } from '../../../core/send/recipient-status.ts';
import type { MessageDesk } from '../../../ports/outbox.ts';
import { stateShard, WAITING_ATTRIBUTES } from './delivery-item.ts';
import { withheldSchema } from './due-schema.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { heardIn } from './dynamo-heard-mail.ts';
import { HEARD_ATTRIBUTES, PROGRESS_ATTRIBUTES } from './table-definitions.ts';
import { StoredItemError } from './service-error.ts';

const progressSchema = z.object({
  state: z.enum(DELIVERY_STATES),
  attempts: z.number(),
  dueAt: z.string(),
  sendAt: z.string().exactOptional(),
  beganAt: z.string().exactOptional(),
  lease: z.object({ until: z.string() }).exactOptional(),
  mayHaveLeft: z.literal(true).exactOptional(),
  deliveredAt: z.string().exactOptional(),
  recalledAt: z.string().exactOptional(),
  failure: z.string().exactOptional(),
  withheld: withheldSchema.exactOptional(),
});

/** All that is asked for. */
const ASKED = [...PROGRESS_ATTRIBUTES, ...Object.values(HEARD_ATTRIBUTES)];

/**
 * One lane's outbox, for senders of its messages. Bodies and routes are never asked for.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoMessageDesk(options: TableOptions): MessageDesk {
  const items = openTable(options, 'deliveryId');
  return {
    async progress(deliveryId): Promise<DeliveryProgress | undefined> {
      const item = await items.get(deliveryId, ASKED);
      if (item === undefined) return undefined;
      const parsed = progressSchema.safeParse(item);
      if (!parsed.success) throw new StoredItemError('a stored delivery is malformed');
      const heard = heardIn(item);
      return { ...parsed.data, ...(Object.keys(heard).length === 0 ? {} : { heard }) };
    },
    async recall(deliveryId, now) {
      const recalledAt = now.toISOString();
      const isTaken = async (): Promise<boolean> => {
        const outcome = await items.change(deliveryId, {
          update: `SET #state = :recalled, stateShard = :shard, recalledAt = :now REMOVE ${WAITING_ATTRIBUTES.join(', ')}`,
          // One that is under way may have left; one whose deliverer has died is taken back, and says so.
          condition: '#state = :pending AND (attribute_not_exists(#lease) OR #lease.#until < :now)',
          names: { '#state': 'state', '#lease': 'lease', '#until': 'until' },
          values: {
            ':recalled': 'recalled',
            ':pending': 'pending',
            ':shard': stateShard(deliveryId, 'recalled'),
            ':now': recalledAt,
          },
          returnItem: false,
        });
        return outcome !== 'refused';
      };
      if (await isTaken()) return 'recalled';
      // In its place, so that it cannot be put: without a message's id it is a delivery to nobody but senders.
      const stub = { state: 'recalled', attempts: 0, dueAt: recalledAt, recalledAt };
      if ((await items.occupy(deliveryId, stub)) === 'created') return 'prevented';
      // Put between the two.
      return (await isTaken()) ? 'recalled' : 'late';
    },
  };
}
