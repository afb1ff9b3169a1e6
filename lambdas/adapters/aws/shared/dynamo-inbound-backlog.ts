import type { InboundBacklog } from '../../../ports/inbound-messages.ts';
import type { TableOptions } from './dynamo-table.ts';
import { listOpen } from './open-index.ts';

/** The sweeper's view of the `messages` table: its sparse index, and nothing else of it. */
export function createDynamoInboundBacklog(options: TableOptions): InboundBacklog {
  return { unfinished: (before, limit) => listOpen(options, 'key', before, limit) };
}
