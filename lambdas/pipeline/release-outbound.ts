import type { Delivery, DeliveryBody } from '../core/message/delivery.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import type { Disposition, Lane } from '../core/vocabulary.ts';
import { errorClass } from '../ports/log.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { leaveInPortal, type LeftInPortal } from './leave-in-portal.ts';
import { recordPortal } from './portal-link.ts';
import { OutboundWorkError, type OutboundDependencies } from './outbound-dependencies.ts';

/** A message whose bytes are safe, with where they are for those who get it and for those it is held from. */
export interface PreparedMessage {
  readonly item: DecidedMessage;
  /** Absent when nobody gets it. */
  readonly body?: DeliveryBody;
  /** Vault record of what is held for review; absent when nothing is. */
  readonly heldRecordId?: string;
  /** What waits to be picked up, by the id of its decision. */
  readonly left: ReadonlyMap<string, LeftInPortal>;
}

/**
 * Makes safe what will be delivered or held. The clinical lane's messages rest sealed; the marketing lane's
 * were found clean and rest in the clear; what is held rests sealed in either lane.
 *
 * @throws OutboundWorkError when a decision is one that this flow cannot carry out
 */
export async function prepareOutbound(
  item: DecidedMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<PreparedMessage> {
  const bytes = storeMessage(item.message);
  const held = item.records.some((record) => enacted(record) === 'quarantine');
  const leaves = item.records.filter((record) => leavesBy(enacted(record), sender.lane, deps));
  const { messageId } = item;
  let body: DeliveryBody | undefined;
  if (leaves.length > 0 && sender.lane === 'clinical') {
    await seal(messageId, bytes, 'message', sender, deps);
    body = { kind: 'sealed', recordId: messageId };
  } else if (leaves.length > 0) {
    body = { kind: 'clear', bytes, contentType: STORED_MESSAGE_TYPE };
  }
  // A record of the vault is sealed for one purpose: what waits for delivery is not what waits for review.
  const heldRecordId = leaves.length > 0 ? `${messageId}~held` : messageId;
  if (held) await seal(heldRecordId, bytes, 'held', sender, deps);
  const left = new Map<string, LeftInPortal>();
  for (const record of item.records) {
    if (enacted(record) !== 'portal') continue;
    // Asked already whether there is one, before anything was sealed.
    if (deps.portal === undefined) throw new OutboundWorkError('there is no portal');
    left.set(record.decisionId, await leaveInPortal(item, record, sender, deps.portal, deps));
  }
  return {
    item,
    left,
    ...(body === undefined ? {} : { body }),
    ...(held ? { heldRecordId } : {}),
  };
}

/** @throws OutboundWorkError */
function leavesBy(
  disposition: Disposition,
  lane: Lane,
  { portal }: Pick<OutboundDependencies, 'portal'>,
): boolean {
  switch (disposition) {
    case 'as_is':
      return true;
    case 'encrypted':
      if (lane === 'clinical') return true;
      throw new OutboundWorkError('the marketing lane sends only what may go as it is');
    case 'portal':
      // It waits; what leaves is a notice of its own.
      if (lane === 'clinical' && portal !== undefined) return false;
      throw new OutboundWorkError('the portal is for the clinical lane, where there is one');
    case 'deidentified':
      throw new OutboundWorkError('no outbound flow carries out this disposition');
    case 'quarantine':
    case 'block':
      return false;
  }
}

/** Carries out decisions that were prepared and recorded: queues for each recipient, or holds. */
export async function releaseOutbound(
  { item, body, heldRecordId, left }: PreparedMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const { channel } = item.message;
  await inBatches(item.records, async (record) => {
    const disposition = enacted(record);
    if (disposition === 'block') return;
    if (disposition === 'quarantine') {
      if (heldRecordId === undefined) throw new OutboundWorkError('what is held was sealed before');
      await hold(record, heldRecordId, sender, deps);
      return;
    }
    if (disposition === 'portal') {
      const waiting = left.get(record.decisionId);
      if (waiting === undefined) throw new OutboundWorkError('what waits was closed before');
      await recordPortal('created', waiting.link, deps);
      // A notice has one recipient.
      await queueDelivery(record, channel, waiting.notice, 1, sender, deps);
      return;
    }
    if (body === undefined) throw new OutboundWorkError('what leaves was prepared before');
    if (record.target.kind !== 'recipient') {
      throw new OutboundWorkError('an outbound decision is about a recipient');
    }
    await queueDelivery(record, channel, body, record.target.ordinal, sender, deps);
  });
}

async function hold(
  record: DecisionRecord,
  recordId: string,
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
    recordId,
    heldAt: record.decidedAt,
  });
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
  record: DecisionRecord,
  channel: OutboundMessage['channel'],
  body: DeliveryBody,
  recipient: number,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const { decisionId, messageId } = record;
  const now = deps.clock.now().toISOString();
  const delivery: Delivery = {
    deliveryId: decisionId,
    messageId,
    decisionId,
    lane: sender.lane,
    entityId: sender.entityId,
    disposition: enacted(record),
    route: {
      kind: channel === 'email' ? 'email' : 'text',
      recipient,
      // What shadow mode lets pass, policy did not permit: asking again would enforce it.
      ...(record.shadow === undefined ? { whilePermitted: true } : {}),
    },
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
