import { deliver, type DeliveryDependencies } from '../pipeline/delivery.ts';
import { createSqsHandler, type SqsHandler } from './sqs-handler.ts';

/**
 * The consumer of one lane's delivery queue. A delivery that fails is rescheduled by the pipeline; what
 * throws is infrastructure, and its item stays pending for the sweeper whatever becomes of the queue message.
 */
export function createDeliverHandler(deps: DeliveryDependencies): SqsHandler {
  return createSqsHandler(
    { name: `deliver-${deps.lane}`, run: (id) => deliver(id, deps) },
    deps.log,
  );
}
