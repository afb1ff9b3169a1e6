import type { Outbox } from '../../../ports/outbox.ts';
import type { OutboxOptions } from '../shared/dynamo-outbox-writer.ts';
import { createDynamoOutbox } from '../shared/dynamo-outbox.ts';

/** The clinical lane's outbox, for its deliverer. */
export function createClinicalOutbox(options: Omit<OutboxOptions, 'lane'>): Outbox {
  return createDynamoOutbox({ ...options, lane: 'clinical' });
}
