import type { InboundIntake } from '../../../ports/inbound-messages.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { toInboundItem } from './inbound-message-item.ts';
import { INTAKE_ATTRIBUTES } from './table-definitions.ts';

/** The accept step's view of the `messages` table. */
export function createDynamoInboundIntake(options: TableOptions): InboundIntake {
  const table = openTable(options, 'key');
  return {
    async create(message) {
      const outcome = await table.create(toInboundItem(message));
      if (outcome === 'created') return 'created';
      // The SDK repeats a write whose answer was lost: then the item that is there is this one.
      const first = await table.get(message.key, INTAKE_ATTRIBUTES);
      return first?.['messageId'] === message.messageId ? 'created' : 'exists';
    },
  };
}
