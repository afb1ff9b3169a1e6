import type { Delivery } from '../core/message/delivery.ts';
import { noticeOfDelivery } from '../core/portal/link-progress.ts';
import { noticeOfLink } from '../core/portal/notice-record.ts';
import { recipientsOf, restoreMessage, StoredMessageError } from '../core/send/stored-message.ts';
import type { Outbox, OutboxWriter } from '../ports/outbox.ts';
import type { VaultWriter } from '../ports/vault.ts';
import { decideWhenDue, holdWithheld, isDue, type DueDependencies } from './decide-when-due.ts';
import type { Attempt, DeliveryDependencies } from './delivery-dependencies.ts';
import { leaveInPortal } from './leave-in-portal.ts';
import type { PortalMaking } from './portal-making.ts';
import { recordPortalCreated } from './portal-link.ts';

/** What the clinical deliverer needs to leave in the portal what it could not send: it closes and seals it anew. */
export interface LeavingDependencies
  extends
    Pick<DeliveryDependencies, 'bodies' | 'queue' | 'clock' | 'random' | 'log'>,
    DueDependencies {
  readonly outbox: Outbox;
  readonly portal: PortalMaking;
  readonly vault: VaultWriter;
  /** The clinical lane's, for the notice. */
  readonly notices: OutboxWriter;
}

/** A key that sent a message before deliveries kept whose it was. */
const UNKNOWN_KEY = 'system:mail-feedback';

/**
 * Leaves a message in the portal whose mail could not go over TLS, and queues the notice. Exactly once: the notice is a
 * delivery of its own, under an id that follows from the message's, and the first one stays. Done again after a failure
 * before there was one, a second link is made, and nobody is ever told of the first.
 *
 * From then on the message is in the portal alone: the key is destroyed by which this recipient's mail was sent, so that
 * wiping the link leaves no other copy that opens. Where a failure or a recall comes between, wiping does it.
 *
 * @param of id of the delivery that failed
 */
export async function leaveForWantOfTls(of: string, deps: LeavingDependencies): Promise<Attempt> {
  const failed = await deps.outbox.find(of);
  // A notice says nothing; it went without TLS if there was none, and never comes here.
  if (failed?.route.kind !== 'email' || failed.disposition === 'portal') {
    return { kind: 'rejected', failure: 'not_for_the_portal' };
  }
  // Its attempt ended unknown, it was taken back, and then it was told that nothing had left.
  if (failed.state === 'recalled') return { kind: 'rejected', failure: 'recalled' };
  // Its attempt ended unknown, and before the next it was not permitted any more: its sender was told so.
  if (failed.withheld !== undefined) {
    await holdWithheld(failed, failed.withheld, deps);
    return { kind: 'withheld', by: failed.withheld };
  }
  const before = await deps.outbox.find(noticeOfDelivery(of));
  if (before !== undefined) {
    // Queued by a try that could not say so any more.
    await deps.outbox.destroyKey(of);
    await deps.queue.enqueue(before.deliveryId);
    return { kind: 'delivered', receipt: before.deliveryId };
  }
  const body = await deps.bodies.read(failed);
  const message = body === undefined ? undefined : restore(body.bytes);
  if (message === undefined) return { kind: 'rejected', failure: 'body_unreadable' };
  const recipient = recipientsOf(message)[failed.route.recipient - 1];
  if (recipient === undefined) return { kind: 'rejected', failure: 'recipient_missing' };
  if (isDue(failed)) {
    // One more attempt, by another way: what was chosen since it left counts.
    const { lease: _earlier, ...ended } = failed;
    const by = await decideWhenDue({ ...ended, disposition: 'portal' }, message, recipient, deps);
    if (by !== undefined) return { kind: 'withheld', by };
  }
  const { messageId, decisionId, entityId, keyId = UNKNOWN_KEY } = failed;
  const target = {
    kind: 'recipient',
    ordinal: failed.route.recipient,
    of: recipientsOf(message).length,
  } as const;
  const linkId = await leaveInPortal(
    { message, messageId },
    { decisionId, target },
    { entityId, keyId },
    deps.portal,
    deps,
  );
  const link = { linkId, messageId, decisionId, entityId };
  const now = deps.clock.now().toISOString();
  await recordPortalCreated(link, now, deps, { because: 'tls_failed' });
  if (!(await putNotice(failed, noticeOfLink(decisionId, linkId), deps))) {
    return { kind: 'rejected', failure: 'recalled' };
  }
  await deps.outbox.destroyKey(of);
  await deps.queue.enqueue(noticeOfDelivery(of));
  return { kind: 'delivered', receipt: linkId };
}

/** @returns false where the message was taken back before there was one */
async function putNotice(
  { deliveryId, messageId, decisionId, entityId, keyId }: Delivery,
  body: Delivery['body'],
  { outbox, notices, clock }: LeavingDependencies,
): Promise<boolean> {
  const now = clock.now().toISOString();
  const id = noticeOfDelivery(deliveryId);
  const outcome = await notices.put({
    ...{ deliveryId: id, messageId, decisionId, entityId, body },
    ...(keyId === undefined ? {} : { keyId }),
    lane: 'clinical',
    disposition: 'portal',
    route: { kind: 'email', recipient: 1 },
    state: 'pending',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  });
  return outcome === 'created' || (await outbox.find(id)) !== undefined;
}

function restore(bytes: Uint8Array) {
  try {
    return restoreMessage(bytes);
  } catch (error) {
    if (error instanceof StoredMessageError) return undefined;
    throw error;
  }
}
