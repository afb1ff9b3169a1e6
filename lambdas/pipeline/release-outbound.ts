import type { Delivery, DeliveryBody } from '../core/message/delivery.ts';
import type { HeldMessage } from '../core/message/held-message.ts';
import { noticeOfLink } from '../core/portal/notice-record.ts';
import { enacted, type DecisionRecord } from '../core/record/decision-record.ts';
import type { OutboundMessage } from '../core/send/outbound-message.ts';
import { closeBody, CLOSED_TYPE, type BodyUse } from '../core/send/body-key.ts';
import { heldRecordOf } from '../core/send/held-record.ts';
import { scheduledFor } from '../core/send/send-window.ts';
import { STORED_MESSAGE_TYPE, storeMessage } from '../core/send/stored-message.ts';
import type { Disposition, Lane } from '../core/vocabulary.ts';
import { errorClass } from '../ports/log.ts';
import type { DecidedMessage, Sender } from './decided-message.ts';
import { inBatches } from './in-batches.ts';
import { dueFactsOf } from './due-facts-of.ts';
import { leaveInPortal, sealShared } from './leave-in-portal.ts';
import { recordPortalCreated } from './portal-link.ts';
import { OutboundWorkError, type OutboundDependencies } from './outbound-dependencies.ts';

/**
 * Makes safe what will be delivered or held. The clinical lane's messages rest closed and sealed; the marketing lane's
 * were found clean and rest in the clear; what is held rests sealed in either lane.
 *
 * @returns ids of the links by which some pick it up, by the id of the decision
 * @throws OutboundWorkError when a decision is one that this flow cannot carry out
 */
export async function sealOutbound(
  item: DecidedMessage,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<ReadonlyMap<string, string>> {
  const { messageId, message, records } = item;
  const key = keyOf(item, sender);
  const leaves = records.filter((record) => leavesBy(enacted(record), sender.lane, deps));
  const isScheduled = records.some((record) => whenOf(message, record) !== undefined);
  // What is scheduled may have to be held when it is due, by a function that does not seal for that. What waits in the
  // portal is held there: it has no other copy, which wiping would not reach.
  const held =
    records.some((record) => enacted(record) === 'quarantine') ||
    (isScheduled && leaves.length > 0);
  if (leaves.length > 0 && sender.lane === 'clinical') {
    // Sealed: so it may say whom it is about, who is asked for again when it is due.
    const bytes = storeMessage(message, isScheduled ? message.about : undefined);
    await seal({ recordId: messageId, bytes, key, use: 'message' }, sender, deps);
  }
  if (held) {
    const copy = { recordId: heldRecordOf(messageId), bytes: storeMessage(message) };
    await seal({ ...copy, key, use: 'held' }, sender, deps);
  }
  const links = new Map<string, string>();
  const waiting = records.filter((record) => enacted(record) === 'portal');
  if (waiting.length === 0) return links;
  const { portal } = deps;
  // Asked already whether there is one, before anything was sealed.
  if (portal === undefined) throw new OutboundWorkError('there is no portal');
  const shared = await sealShared(message, waiting.length, sender, portal, deps);
  await inBatches(waiting, async (record) => {
    links.set(record.decisionId, await leaveInPortal(item, record, sender, portal, deps, shared));
  });
  return links;
}

/** Under which its copies are closed. The marketing lane's deliverer opens none, and hands no key on. */
function keyOf({ bodyKey }: DecidedMessage, { lane }: Sender): string | undefined {
  return lane === 'clinical' ? bodyKey : undefined;
}

/** When it is to leave, of one that is scheduled. What a repeat takes up is as it was decided first. */
function whenOf(message: OutboundMessage, { decidedAt }: DecisionRecord): string | undefined {
  return scheduledFor(message, decidedAt);
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

/**
 * Carries out decisions that were kept and recorded: queues for each recipient, or holds. Everything that it needs
 * follows from the decisions, so that it can be done once more from any point: what was queued stays as it is.
 */
export async function releaseOutbound(
  decided: readonly DecidedMessage[],
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const releases = decided.flatMap((item) => {
    const body = leavingBody(item, sender);
    return item.records.map((record) => ({ item, record, body }));
  });
  const queued: { readonly deliveryId: string; readonly sendAt: string | undefined }[] = [];
  await inBatches(releases, async ({ item, record, body }) => {
    if (!(await release(item, record, body, sender, deps))) return;
    queued.push({ deliveryId: record.decisionId, sendAt: whenOf(item.message, record) });
  });
  // Handed out once all are durable: what is delivered meanwhile does not hold up the rest, and few calls will do.
  await Promise.all(queued.map(({ deliveryId, sendAt }) => handOut(deliveryId, sendAt, deps)));
  const holding = decided.filter(
    ({ records, kept }) =>
      kept?.isHeld !== true && records.some((record) => enacted(record) === 'quarantine'),
  );
  await inBatches(holding, ({ messageId }) => deps.sent.markHeld(sender.lane, messageId));
}

/** @returns whether there is a delivery now */
async function release(
  item: DecidedMessage,
  record: DecisionRecord,
  body: () => DeliveryBody,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<boolean> {
  const { messageId, message, kept } = item;
  const disposition = enacted(record);
  switch (disposition) {
    case 'block':
      return false;
    case 'quarantine':
      await hold(record, copyOf(heldRecordOf(messageId), keyOf(item, sender)), sender, deps);
      return false;
    case 'portal': {
      const linkId = kept?.links?.[record.decisionId];
      if (linkId === undefined) throw new OutboundWorkError('what waits was closed before');
      const notice = noticeOfLink(record.decisionId, linkId);
      await recordPortalCreated({ ...record, linkId }, record.decidedAt, deps);
      // A notice has one recipient.
      await putDelivery(record, message, notice, 1, sender, deps);
      return true;
    }
    case 'as_is':
    case 'encrypted':
    case 'deidentified':
      if (record.target.kind !== 'recipient') {
        throw new OutboundWorkError('an outbound decision is about a recipient');
      }
      await putDelivery(record, message, body(), record.target.ordinal, sender, deps);
      return true;
  }
}

/** What is delivered, made when somebody gets it. */
function leavingBody(item: DecidedMessage, sender: Sender): () => DeliveryBody {
  const { messageId, message, records } = item;
  let body: DeliveryBody | undefined;
  return () => {
    body ??=
      sender.lane === 'clinical'
        ? { kind: 'closed', ...copyOf(messageId, keyOf(item, sender)) }
        : {
            kind: 'clear',
            bytes: storeMessage(message),
            contentType: STORED_MESSAGE_TYPE,
            sharedBy: records.length,
          };
    return body;
  };
}

async function hold(
  record: DecisionRecord,
  copy: Pick<HeldMessage, 'recordId' | 'key'>,
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
    ...copy,
    heldAt: record.decidedAt,
  });
}

function copyOf(recordId: string, key: string | undefined): Pick<HeldMessage, 'recordId' | 'key'> {
  return key === undefined ? { recordId } : { recordId, key };
}

interface Copy {
  readonly recordId: string;
  readonly bytes: Uint8Array;
  readonly key: string | undefined;
  readonly use: BodyUse;
}

async function seal(
  { recordId, bytes, key, use }: Copy,
  { entityId }: Sender,
  { vault }: OutboundDependencies,
): Promise<void> {
  const copy =
    key === undefined
      ? { contentType: STORED_MESSAGE_TYPE, body: bytes }
      : { contentType: CLOSED_TYPE, body: closeBody(bytes, key, use) };
  await vault.seal({ lane: 'clinical', entityId, purpose: use }, { recordId, ...copy });
}

async function putDelivery(
  record: DecisionRecord,
  message: OutboundMessage,
  body: DeliveryBody,
  recipient: number,
  sender: Sender,
  deps: OutboundDependencies,
): Promise<void> {
  const { decisionId, messageId } = record;
  const now = deps.clock.now().toISOString();
  const { decidedAt } = record;
  const sendAt = whenOf(message, record);
  const delivery: Delivery = {
    deliveryId: decisionId,
    messageId,
    decisionId,
    lane: sender.lane,
    entityId: sender.entityId,
    keyId: sender.keyId,
    disposition: enacted(record),
    route: {
      kind: message.channel === 'email' ? 'email' : 'text',
      recipient,
      // What shadow mode lets pass, policy did not permit: asking again would enforce it.
      ...(record.shadow === undefined ? { whilePermitted: true } : {}),
    },
    body,
    state: 'pending',
    attempts: 0,
    dueAt: sendAt ?? now,
    ...(sendAt === undefined ? {} : { sendAt, due: dueFactsOf(record, message, sender) }),
    // The deliverer asks once more about a decision that is not fresh: one that a repeat took up, too.
    createdAt: decidedAt,
  };
  await deps.outbox.put(delivery);
}

/** SQS delays no longer than this; what is scheduled for later is handed out by the sweeper. */
const MAX_QUEUE_DELAY_SECONDS = 900;

async function handOut(
  deliveryId: string,
  sendAt: string | undefined,
  deps: OutboundDependencies,
): Promise<void> {
  const aheadMs = sendAt === undefined ? 0 : Date.parse(sendAt) - deps.clock.now().getTime();
  const delaySeconds = Math.max(0, Math.ceil(aheadMs / 1000));
  if (delaySeconds > MAX_QUEUE_DELAY_SECONDS) return;
  try {
    await deps.deliveries.enqueue(deliveryId, delaySeconds);
  } catch (error) {
    // The item is durable: should the queue be away, the sweeper hands it out.
    const work = 'enqueue-delivery';
    deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
  }
}
