import type { KeptInbound } from '../../../ports/inbound-messages.ts';
import { openTable, type TableOptions } from './dynamo-table.ts';
import { fromInboundItem } from './inbound-message-item.ts';

/** The `messages` table to whoever may read one item of it, as it is now. @throws StoredItemError where it is no message */
export function createDynamoKeptInbound(options: TableOptions): KeptInbound {
  const table = openTable(options, 'key');
  return {
    async find(key) {
      const item = await table.get(key);
      return item === undefined ? undefined : fromInboundItem(item);
    },
  };
}
