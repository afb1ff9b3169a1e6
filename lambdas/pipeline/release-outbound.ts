import type { Delivery, DeliveryBody } from '../core/message/delivery.ts';
import { STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import { errorClass } from '../ports/log.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { OutboundWorkError, type OutboundDependencies } from './outbound-dependencies.ts';

/** Carries out a decision that did not refuse: seal and queue, queue in the clear, or hold. */
export async function releaseOutbound(
  item: DecidedMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const bytes = storeMessage(item.message);
  switch (item.decision.disposition) {
    case 'as_is':
    case 'encrypted': {
      const body = await bodyFor(item, bytes, sender, deps);
      for (const record of item.records)
        await queueDelivery(item, record.decisionId, body, sender, deps);
      return;
    }
    case 'quarantine':
      await seal(item.messageId, bytes, 'held', sender, deps);
      for (const record of item.records) {
        await deps.quarantine.hold({
          heldId: record.decisionId,
          messageId: item.messageId,
          decisionId: record.decisionId,
          entityId: sender.entityId,
          lane: sender.lane,
          direction: 'outbound',
          reasonCode: record.reasonCode,
          recordId: item.messageId,
          heldAt: record.decidedAt,
        });
      }
      return;
    case 'portal':
    case 'deidentified':
      throw new OutboundWorkError('no outbound flow carries out this disposition');
    case 'block':
      throw new OutboundWorkError('a blocked message is never released');
  }
}

/** The clinical lane's messages rest sealed; the marketing lane's were found clean and rest in the clear. */
async function bodyFor(
  item: DecidedMessage,
  bytes: Uint8Array,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<DeliveryBody> {
  if (sender.lane === 'marketing') {
    if (item.decision.disposition !== 'as_is') {
      throw new OutboundWorkError('the marketing lane sends only what may go as it is');
    }
    return { kind: 'clear', bytes, contentType: STORED_MESSAGE_TYPE };
  }
  await seal(item.messageId, bytes, 'message', sender, deps);
  return { kind: 'sealed', recordId: item.messageId };
}

async function seal(
  recordId: string,
  body: Uint8Array,
  purpose: 'message' | 'held',
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  await deps.vault.seal(
    { lane: 'clinical', entityId: sender.entityId, purpose },
    { recordId, contentType: STORED_MESSAGE_TYPE, body },
  );
}

async function queueDelivery(
  item: DecidedMessage,
  decisionId: string,
  body: DeliveryBody,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const now = deps.clock.now().toISOString();
  const recipient = item.records.findIndex((record) => record.decisionId === decisionId) + 1;
  const delivery: Delivery = {
    deliveryId: decisionId,
    messageId: item.messageId,
    decisionId,
    lane: sender.lane,
    entityId: sender.entityId,
    disposition: item.decision.disposition,
    route: { kind: 'email', recipient },
    body,
    state: 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  };
  await deps.outbox.put(delivery);
  try {
    await deps.deliveries.enqueue(decisionId);
  } catch (error) {
    // The item is durable: should the queue be away, the sweeper hands it out.
    const work = 'enqueue-delivery';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}
