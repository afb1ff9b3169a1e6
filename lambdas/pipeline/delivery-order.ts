import type { Delivery } from '../core/message/delivery.ts';
import type { Attempt, DeliveryDependencies } from './delivery-dependencies.ts';

type OrderDependencies = Pick<DeliveryDependencies, 'outbox' | 'queue' | 'clock'>;

/**
 * Seconds until a delivery that waits for an earlier one looks again by itself. As a rule it is woken when the
 * earlier one has ended.
 */
const LOOK_AGAIN_SECONDS = 300;

/** Waits while an earlier delivery of the same source to the same destination is pending. */
export async function waitForEarlier(
  { deliveryId, order, replayedAt }: Delivery,
  { outbox }: OrderDependencies,
): Promise<Attempt | undefined> {
  // One that was dead has lost its place: those behind it have gone on.
  if (order === undefined || replayedAt !== undefined) return undefined;
  const first = await outbox.firstInOrder(order.key);
  if (first === undefined || first === deliveryId) return undefined;
  return { kind: 'wait', why: 'order', seconds: LOOK_AGAIN_SECONDS, hasTurn: false };
}

/** Hands out the next one when a delivery has ended, one way or the other. */
export async function wakeNext(
  { deliveryId, order }: Delivery,
  { outbox, queue, clock }: OrderDependencies,
): Promise<void> {
  if (order === undefined) return;
  const next = await outbox.firstInOrder(order.key);
  // The index may still have the one that has just ended: then the next looks by itself.
  if (next === undefined || next === deliveryId) return;
  const waiting = await outbox.find(next);
  if (waiting?.state !== 'pending' || waiting.attempts > 0) return;
  await outbox.wake(next, clock.now());
  await queue.enqueue(next);
}
