import type { OutboxBacklog } from '../../../ports/outbox.ts';
import type { TableOptions } from './dynamo-table.ts';
import { listOpen } from './open-index.ts';

/** The sweeper's view of one lane's outbox: its sparse index, and nothing else of it. */
export function createDynamoOutboxBacklog(options: TableOptions): OutboxBacklog {
  return { due: (before, limit) => listOpen(options, 'deliveryId', before, limit) };
}
