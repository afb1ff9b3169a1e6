import * as z from 'zod';
import { MAIL_EVENTS, type MailEvent } from '../../../core/send/mail-event.ts';
import type { Heard } from '../../../core/send/mail-progress.ts';
import { DISPOSITIONS } from '../../../core/vocabulary.ts';
import type { HeardDelivery, HeardMail } from '../../../ports/heard-mail.ts';
import { openTable, type Item, type TableOptions } from './dynamo-table.ts';
import { StoredItemError } from './service-error.ts';
import { HEARD_ATTRIBUTES, HEARD_OF_ATTRIBUTES } from './table-definitions.ts';

const eventSchema = z.object({
  heardAt: z.string(),
  at: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});
const deliverySchema = z.object({
  deliveryId: z.string(),
  messageId: z.string(),
  decisionId: z.string(),
  entityId: z.string(),
  disposition: z.enum(DISPOSITIONS),
  keyId: z.string().exactOptional(),
});

/** All that is asked for. */
const ASKED = [...HEARD_OF_ATTRIBUTES, ...Object.values(HEARD_ATTRIBUTES)];

/**
 * One lane's outbox, for whoever hears what became of mail. Bodies and routes are never asked for.
 *
 * @throws StoredItemError, ServiceError
 */
export function createDynamoHeardMail(options: TableOptions): HeardMail {
  const items = openTable(options, 'deliveryId');

  async function find(deliveryId: string): Promise<HeardDelivery | undefined> {
    const item = await items.get(deliveryId, ASKED);
    // A gate is no delivery.
    if (item?.['messageId'] === undefined) return undefined;
    const parsed = deliverySchema.safeParse(item);
    if (!parsed.success) throw new StoredItemError('a stored delivery is malformed');
    return { ...parsed.data, heard: heardIn(item) };
  }

  return {
    find,
    async note(deliveryId, event, told) {
      const outcome = await items.change(deliveryId, {
        update: 'SET #event = :told',
        condition: 'attribute_not_exists(#event)',
        names: { '#event': HEARD_ATTRIBUTES[event] },
        values: { ':told': { ...told } },
        returnItem: false,
      });
      if (outcome !== 'refused') return told;
      const earlier = (await find(deliveryId))?.heard[event];
      if (earlier === undefined) throw new StoredItemError('a delivery is gone');
      return earlier;
    },
  };
}

/** The events that an item keeps. @throws StoredItemError */
export function heardIn(item: Item): Heard {
  const heard: Partial<Record<MailEvent, z.output<typeof eventSchema>>> = {};
  for (const event of MAIL_EVENTS) {
    const stored = item[HEARD_ATTRIBUTES[event]];
    if (stored === undefined) continue;
    const parsed = eventSchema.safeParse(stored);
    if (!parsed.success) throw new StoredItemError('a stored event of mail is malformed');
    heard[event] = parsed.data;
  }
  return heard;
}
