import { nextRetryDelay } from '../core/deliver/retry-schedule.ts';
import type { Delivery } from '../core/message/delivery.ts';
import { errorClass } from '../ports/log.ts';
import { chance, type Attempt, type DeliveryDependencies } from './delivery-dependencies.ts';
import { deliverMessage } from './deliver-message.ts';
import { waitForEarlier, wakeNext } from './delivery-order.ts';
import { disableIfGivenUp } from './disable-destination.ts';
import { postWebhook } from './post-webhook.ts';

export type { DeliveryDependencies } from './delivery-dependencies.ts';

/** SQS delays no longer than this; what is due later is handed out by the sweeper. */
const MAX_QUEUE_DELAY_SECONDS = 900;
/** Clocks differ a little: due this soon is due now. */
const DUE_SLACK_MS = 1000;

/**
 * One attempt at one delivery. At least once: a crash after the destination accepted sends it again with
 * the same id.
 *
 * @throws when the outbox cannot be reached; the queue hands the id out again.
 */
export async function deliver(deliveryId: string, deps: DeliveryDependencies): Promise<void> {
  const delivery = await deps.outbox.find(deliveryId);
  if (delivery?.state !== 'pending') return;
  const wait = Date.parse(delivery.dueAt) - deps.clock.now().getTime();
  // Handed out early (a repeat in the queue): whoever scheduled it hands it out again when it is due.
  if (wait > DUE_SLACK_MS) return;

  const started = deps.clock.monotonic();
  // A fault of the vault, the registry or the mail service counts as an attempt: one that never goes
  // away ends in a dead delivery that somebody sees, not in a queue for ever.
  const attempt = await attemptDelivery(delivery, deps).catch((error: unknown): Attempt => ({
    kind: 'retry',
    failure: errorClass(error),
  }));
  const ms = Math.round((deps.clock.monotonic() - started) * 1000) / 1000;
  const attempts = delivery.attempts + 1;
  const { lane } = delivery;
  switch (attempt.kind) {
    case 'delivered': {
      const deliveredAt = deps.clock.now().toISOString();
      const { receipt } = attempt;
      await deps.outbox.markDelivered(deliveryId, { deliveredAt, receipt, latencyMs: ms });
      deps.log.write({ event: 'delivery.delivered', deliveryId, lane, attempt: attempts, ms });
      await wakeNext(delivery, deps);
      return;
    }
    case 'rejected':
      await giveUp(delivery, attempts, attempt.failure, deps);
      return;
    case 'retry':
      await retryLater(delivery, attempts, attempt, deps);
      return;
    case 'recalled':
      return;
    case 'wait':
      await putOff(delivery, attempt, deps);
      return;
  }
}

async function attemptDelivery(delivery: Delivery, deps: DeliveryDependencies): Promise<Attempt> {
  if (delivery.lane !== deps.lane) return { kind: 'rejected', failure: 'lane_mismatch' };
  const earlier = await waitForEarlier(delivery, deps);
  if (earlier !== undefined) return earlier;
  if (delivery.route.kind === 'portal') {
    return deps.leave === undefined
      ? { kind: 'rejected', failure: 'no_portal' }
      : await deps.leave(delivery.route.of);
  }
  const body = await deps.bodies.read(delivery);
  if (body === undefined) return { kind: 'rejected', failure: 'body_unreadable' };
  switch (delivery.route.kind) {
    case 'webhook':
      return await postWebhook(delivery, delivery.route, body, deps);
    case 'email':
    case 'text':
      // From here on it is too late to recall it.
      if (!(await deps.outbox.begin(delivery.deliveryId, deps.clock.now()))) {
        return { kind: 'recalled' };
      }
      return await deliverMessage(delivery, delivery.route, body.bytes, deps);
  }
}

async function retryLater(
  delivery: Delivery,
  attempts: number,
  attempt: { readonly failure: string; readonly retryAfterSeconds?: number },
  deps: DeliveryDependencies,
): Promise<void> {
  const { deliveryId } = delivery;
  const delay = nextRetryDelay(attempts, chance(deps.random), attempt.retryAfterSeconds);
  if (delay === undefined) {
    await disableIfGivenUp(delivery, deps).catch((error: unknown) => {
      const work = 'disable-destination';
      deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
    });
    await giveUp(delivery, attempts, attempt.failure, deps);
    return;
  }
  const dueAt = new Date(deps.clock.now().getTime() + delay * 1000);
  const { lane } = deps;
  const { failure } = attempt;
  await deps.outbox.markRetry(deliveryId, attempts, dueAt, failure);
  const dueInSeconds = Math.round(delay);
  deps.log.write({
    event: 'delivery.retry',
    deliveryId,
    lane,
    attempt: attempts,
    failure,
    dueInSeconds,
  });
  if (delay <= MAX_QUEUE_DELAY_SECONDS) await deps.queue.enqueue(deliveryId, Math.ceil(delay));
}

/** Puts it off without counting an attempt. */
async function putOff(
  { deliveryId, attempts }: Delivery,
  { why, seconds, hasTurn }: Extract<Attempt, { kind: 'wait' }>,
  deps: DeliveryDependencies,
): Promise<void> {
  const dueAt = new Date(deps.clock.now().getTime() + seconds * 1000);
  await deps.outbox.postpone(deliveryId, attempts, { dueAt, hasTurn });
  const dueInSeconds = Math.ceil(seconds);
  deps.log.write({ event: 'delivery.waits', deliveryId, lane: deps.lane, why, dueInSeconds });
  if (seconds <= MAX_QUEUE_DELAY_SECONDS) await deps.queue.enqueue(deliveryId, dueInSeconds);
}

async function giveUp(
  delivery: Delivery,
  attempts: number,
  failure: string,
  deps: DeliveryDependencies,
): Promise<void> {
  const { deliveryId } = delivery;
  await deps.outbox.markDead(deliveryId, failure);
  deps.log.write({
    event: 'delivery.dead',
    deliveryId,
    lane: deps.lane,
    attempt: attempts,
    failure,
  });
  await wakeNext(delivery, deps);
}
