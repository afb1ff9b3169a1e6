import { senderEventBody, senderEventId, type ToldToSender } from '../core/send/sender-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { OutboxWriter } from '../ports/outbox.ts';
import type { WorkQueue } from '../ports/queue.ts';
import type { Registry } from '../ports/registry.ts';

/** What it takes to tell senders of one lane. */
export interface TellDependencies {
  readonly registry: Pick<Registry, 'accessKey'>;
  readonly outbox: OutboxWriter;
  readonly deliveries: WorkQueue;
  readonly clock: Clock;
}

/**
 * Queues for the destination that a sender's key names what became of one of its messages, once: told again, it is the
 * same delivery. It goes the way of any webhook, with its retries, its gate and its signature.
 *
 * @throws when it could not be made durable
 */
export async function tellSender(
  told: ToldToSender,
  { registry, outbox, deliveries, clock }: TellDependencies,
): Promise<void> {
  const { lane, keyId, decisionId, entityId, event } = told;
  const key = await registry.accessKey(keyId);
  if (key?.use.kind !== 'send' || key.use.events === undefined || key.use.lane !== lane) return;
  const destinationId = key.use.events;
  const eventId = senderEventId(told);
  const deliveryId = `${eventId}~${destinationId}`;
  const now = clock.now().toISOString();
  const outcome = await outbox.put({
    ...{ deliveryId, decisionId, lane, entityId, keyId },
    // By which its receiver knows a repeat: a message has several events.
    messageId: eventId,
    disposition: 'as_is',
    route: { kind: 'webhook', destinationId },
    body: { kind: 'clear', contentType: 'application/json', bytes: senderEventBody(told) },
    state: 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now,
    event: { type: event },
  });
  // Where the queue is away, the sweeper hands it out.
  if (outcome === 'created') await deliveries.enqueue(deliveryId).catch(() => undefined);
}
