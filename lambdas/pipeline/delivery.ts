import type { Lease } from '../core/deliver/lease.ts';
import { nextRetryDelay } from '../core/deliver/retry-schedule.ts';
import { WITHHELD_FAILURES } from '../core/message/due-facts.ts';
import type { Delivery } from '../core/message/delivery.ts';
import { takenAt } from '../core/send/mail-progress.ts';
import { errorClass } from '../ports/log.ts';
import type { Failed } from '../ports/outbox.ts';
import { chance, type Attempt, type DeliveryDependencies } from './delivery-dependencies.ts';
import { holdWithheld } from './decide-when-due.ts';
import { deliverMessage } from './deliver-message.ts';
import { waitForEarlier, wakeNext } from './delivery-order.ts';
import { disableIfGivenUp } from './disable-destination.ts';
import { postWebhook } from './post-webhook.ts';
import { tellSender } from './tell-sender.ts';

export type { DeliveryDependencies } from './delivery-dependencies.ts';

/** SQS delays no longer than this; what is due later is handed out by the sweeper. */
const MAX_QUEUE_DELAY_SECONDS = 900;
/** Clocks differ a little: due this soon is due now. */
const DUE_SLACK_MS = 1000;

/** An attempt that is under way, and what it holds. */
interface Held {
  readonly delivery: Delivery;
  readonly lease: Lease;
}

/**
 * One attempt at one delivery, unless another is under way: that one says itself what comes next, or the sweeper finds
 * what it left. At least once: a crash after the destination accepted sends it again with the same id.
 *
 * @throws when the outbox cannot be reached; the queue hands the id out again.
 */
export async function deliver(deliveryId: string, deps: DeliveryDependencies): Promise<void> {
  const { outbox, leases, clock } = deps;
  const delivery = await outbox.find(deliveryId);
  if (delivery?.state !== 'pending') return;
  const now = clock.now();
  // Handed out early (a repeat in the queue): whoever scheduled it hands it out again when it is due.
  if (Date.parse(delivery.dueAt) - now.getTime() > DUE_SLACK_MS) return;
  if (delivery.lease !== undefined && leases.isAlive(delivery.lease, now)) return;
  const lease = leases.take(now);
  try {
    if (await outbox.begin(delivery, lease, now)) await deliverHeld({ delivery, lease }, deps);
  } finally {
    leases.end(lease);
  }
}

async function deliverHeld(held: Held, deps: DeliveryDependencies): Promise<void> {
  const { delivery, lease } = held;
  const { deliveryId, lane } = delivery;
  const started = deps.clock.monotonic();
  // A fault of the vault, the registry or the mail service counts as an attempt: one that never goes
  // away ends in a dead delivery that somebody sees, not in a queue for ever.
  const attempt = await attemptDelivery({ ...delivery, lease }, deps).catch(
    (error: unknown): Attempt => ({
      kind: 'retry',
      failure: errorClass(error),
    }),
  );
  const ms = Math.round((deps.clock.monotonic() - started) * 1000) / 1000;
  switch (attempt.kind) {
    case 'delivered': {
      const { receipt, at: deliveredAt = deps.clock.now().toISOString() } = attempt;
      const result = { deliveredAt, receipt, latencyMs: ms };
      if (!(await deps.outbox.markDelivered(deliveryId, lease, result))) {
        overtaken(held, attempt.kind, deps);
        return;
      }
      const attempts = delivery.attempts + 1;
      deps.log.write({ event: 'delivery.delivered', deliveryId, lane, attempt: attempts, ms });
      await wakeNext(delivery, deps);
      return;
    }
    case 'rejected':
      await giveUp(held, { failure: attempt.failure, mayHaveLeft: false }, deps);
      return;
    case 'withheld': {
      const failure = WITHHELD_FAILURES[attempt.by.disposition];
      // What an earlier attempt may have sent is noted in the item already.
      await giveUp(held, { failure, mayHaveLeft: false, withheld: attempt.by }, deps);
      return;
    }
    case 'retry':
      await retryLater(held, attempt, deps);
      return;
    case 'wait':
      await putOff(held, attempt, deps);
      return;
  }
}

async function attemptDelivery(delivery: Delivery, deps: DeliveryDependencies): Promise<Attempt> {
  if (delivery.lane !== deps.lane) return { kind: 'rejected', failure: 'lane_mismatch' };
  if (delivery.withheld !== undefined) {
    // By an attempt that was cut off then: what was held or refused stays so.
    await holdWithheld(delivery, delivery.withheld, deps);
    return { kind: 'withheld', by: delivery.withheld };
  }
  // An answer was lost, and the mail service has told of it since: it is not sent again.
  const at = takenAt(delivery.heard ?? {}, delivery.replayedAt);
  if (at !== undefined) return { kind: 'delivered', receipt: 'told', at };
  const earlier = await waitForEarlier(delivery, deps);
  if (earlier !== undefined) return earlier;
  if (delivery.route.kind === 'portal') {
    return deps.leave === undefined
      ? { kind: 'rejected', failure: 'no_portal' }
      : await deps.leave(delivery.route.of);
  }
  if ((await deps.leadsNowhere?.(delivery)) === true) {
    return { kind: 'rejected', failure: 'link_closed' };
  }
  const body = await deps.bodies.read(delivery);
  if (body === undefined) return { kind: 'rejected', failure: 'body_unreadable' };
  switch (delivery.route.kind) {
    case 'webhook':
      return await postWebhook(delivery, delivery.route, body, deps);
    case 'email':
    case 'text':
      return await deliverMessage(delivery, delivery.route, body.bytes, deps);
  }
}

/** It took so long that another attempt began: what becomes of the delivery is that one's to say. */
function overtaken(
  { delivery }: Held,
  outcome: Attempt['kind'],
  { log, lane }: DeliveryDependencies,
): void {
  const { deliveryId, attempts } = delivery;
  log.write({ event: 'delivery.overtaken', deliveryId, lane, attempt: attempts + 1, outcome });
}

async function retryLater(
  held: Held,
  attempt: Extract<Attempt, { kind: 'retry' }>,
  deps: DeliveryDependencies,
): Promise<void> {
  const { delivery, lease } = held;
  const { deliveryId, lane } = delivery;
  const attempts = delivery.attempts + 1;
  const { failure, retryAfterSeconds } = attempt;
  const failed: Failed = { failure, mayHaveLeft: attempt.mayHaveLeft === true };
  const delay = nextRetryDelay(attempts, chance(deps.random), retryAfterSeconds);
  if (delay === undefined) {
    await disableIfGivenUp(delivery, deps).catch((error: unknown) => {
      const work = 'disable-destination';
      deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
    });
    await giveUp(held, failed, deps);
    return;
  }
  const dueAt = new Date(deps.clock.now().getTime() + delay * 1000);
  if (!(await deps.outbox.markRetry(deliveryId, lease, { ...failed, dueAt }))) {
    overtaken(held, attempt.kind, deps);
    return;
  }
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
  held: Held,
  { kind, why, seconds, hasTurn }: Extract<Attempt, { kind: 'wait' }>,
  deps: DeliveryDependencies,
): Promise<void> {
  const { deliveryId } = held.delivery;
  const dueAt = new Date(deps.clock.now().getTime() + seconds * 1000);
  if (!(await deps.outbox.postpone(deliveryId, held.lease, { dueAt, hasTurn }))) {
    overtaken(held, kind, deps);
    return;
  }
  const dueInSeconds = Math.ceil(seconds);
  deps.log.write({ event: 'delivery.waits', deliveryId, lane: deps.lane, why, dueInSeconds });
  if (seconds <= MAX_QUEUE_DELAY_SECONDS) await deps.queue.enqueue(deliveryId, dueInSeconds);
}

async function giveUp(held: Held, failed: Failed, deps: DeliveryDependencies): Promise<void> {
  const { delivery, lease } = held;
  const { deliveryId } = delivery;
  if (!(await deps.outbox.markDead(deliveryId, lease, failed))) {
    overtaken(held, 'rejected', deps);
    return;
  }
  const attempt = { deliveryId, lane: deps.lane, attempt: delivery.attempts + 1 };
  const { failure, withheld } = failed;
  if (withheld === undefined) deps.log.write({ event: 'delivery.dead', ...attempt, failure });
  else {
    const { disposition } = withheld;
    deps.log.write({ event: 'delivery.withheld', ...attempt, disposition });
    await deps.closeWithheld?.(delivery);
  }
  await wakeNext(delivery, deps);
  await tellFailed(delivery, failed, deps);
}

/** Of what an application sent. Of a webhook that is dead, officers know. */
async function tellFailed(
  { deliveryId, messageId, decisionId, entityId, keyId, lane, route, disposition }: Delivery,
  { failure }: Failed,
  { registry, events: outbox, queue: deliveries, clock, log }: DeliveryDependencies,
): Promise<void> {
  // Who took it back knows.
  if (route.kind === 'webhook' || keyId === undefined || failure === 'recalled') return;
  const about = { subjectId: deliveryId, messageId, decisionId, entityId, lane, keyId };
  const at = clock.now().toISOString();
  const isNotice = disposition === 'portal' && route.kind !== 'portal';
  await tellSender(
    {
      ...{ ...about, event: 'message.failed', at, reason: failure },
      ...(isNotice ? { isNotice } : {}),
    },
    { registry, outbox, deliveries, clock },
  ).catch((error: unknown) => {
    // It is dead all the same, and whoever asks is told so.
    const work = 'tell-sender';
    log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  });
}
