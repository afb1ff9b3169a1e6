import type { Delivery, DeliveryBody } from '../core/message/delivery.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';
import { STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import { errorClass } from '../ports/log.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { OutboundWorkError, type OutboundDependencies } from './outbound-dependencies.ts';

/**
 * What will be delivered or held, made safe. The clinical lane's messages rest sealed; the marketing
 * lane's were found clean and rest in the clear; what is held rests sealed in either lane.
 *
 * @throws OutboundWorkError when the decision is one that this flow cannot carry out
 */
export async function prepareOutbound(
  item: DecidedMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<DeliveryBody> {
  const { disposition } = item.decision;
  const bytes = storeMessage(item.message);
  switch (disposition) {
    case 'as_is':
    case 'encrypted':
      if (sender.lane === 'clinical') return await seal(item, bytes, 'message', sender, deps);
      if (disposition === 'as_is')
        return { kind: 'clear', bytes, contentType: STORED_MESSAGE_TYPE };
      throw new OutboundWorkError('the marketing lane sends only what may go as it is');
    case 'quarantine':
      return await seal(item, bytes, 'held', sender, deps);
    case 'portal':
    case 'deidentified':
      throw new OutboundWorkError('no outbound flow carries out this disposition');
    case 'block':
      throw new OutboundWorkError('a blocked message is never released');
  }
}

/** Carries out a decision that was prepared and recorded: queue for each recipient, or hold. */
export async function releaseOutbound(
  item: DecidedMessage,
  body: DeliveryBody,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const held = item.decision.disposition === 'quarantine';
  await inBatches(item.records, (record) =>
    held ? hold(record, sender, deps) : queueDelivery(record, body, sender, deps),
  );
}

async function hold(
  record: DecisionRecord,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  await deps.quarantine.hold({
    heldId: record.decisionId,
    messageId: record.messageId,
    decisionId: record.decisionId,
    entityId: sender.entityId,
    lane: sender.lane,
    direction: 'outbound',
    reasonCode: record.reasonCode,
    recordId: record.messageId,
    heldAt: record.decidedAt,
  });
}

async function seal(
  { messageId }: DecidedMessage,
  body: Uint8Array,
  purpose: 'message' | 'held',
  sender: Sender,
  deps: OutboundDependencies,
): Promise<DeliveryBody> {
  await deps.vault.seal(
    { lane: 'clinical', entityId: sender.entityId, purpose },
    { recordId: messageId, contentType: STORED_MESSAGE_TYPE, body },
  );
  return { kind: 'sealed', recordId: messageId };
}

async function queueDelivery(
  record: DecisionRecord,
  body: DeliveryBody,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  if (record.target.kind !== 'recipient') {
    throw new OutboundWorkError('an outbound decision is about a recipient');
  }
  const { decisionId, messageId, disposition } = record;
  const now = deps.clock.now().toISOString();
  const delivery: Delivery = {
    deliveryId: decisionId,
    messageId,
    decisionId,
    lane: sender.lane,
    entityId: sender.entityId,
    disposition,
    route: { kind: 'email', recipient: record.target.ordinal },
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
