import type { Outbox } from '../../../ports/outbox.ts';
import type { OutboxOptions } from '../shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../shared/dynamo-outbox.ts';

/** The marketing lane's outbox, for its deliverer: it holds nothing sealed. */
export function createMarketingOutbox(options: Omit<OutboxOptions, 'lane'>): Outbox {
  return createDynamoOutbox({ ...options, lane: 'marketing' });
}
