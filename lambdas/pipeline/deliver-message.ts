import type { Delivery, RecipientRoute } from '../core/message/delivery.ts';
import { composeMail } from '../core/send/compose-mail.ts';
import type { EmailMessage, OutboundMessage } from '../core/send/outbound-message.ts';
import { recipientsOf, restoreMessage, StoredMessageError } from '../core/send/stored-message.ts';
import type { TextMessage } from '../core/send/text-message.ts';
import type { Purpose } from '../core/vocabulary.ts';
import { decideWhenDue, isDue } from './decide-when-due.ts';
import type { Attempt, DeliveryDependencies } from './delivery-dependencies.ts';

/** A decision that is older than this may have been overtaken by an opt-out; attempts go on for three days. */
const FRESH_MS = 60_000;

/** One attempt to send a stored message to one of its recipients, by the way that its channel has. */
export async function deliverMessage(
  delivery: Delivery,
  route: RecipientRoute,
  body: Uint8Array,
  deps: DeliveryDependencies,
): Promise<Attempt> {
  const message = restore(body);
  if (message === undefined) return { kind: 'rejected', failure: 'message_unreadable' };
  const recipient = recipientsOf(message)[route.recipient - 1];
  if (recipient === undefined) return { kind: 'rejected', failure: 'recipient_missing' };
  // What a marketing key sends without saying for what is marketing.
  const purpose = message.purpose ?? (deps.lane === 'marketing' ? 'marketing' : 'clinical');
  if (isDue(delivery)) {
    const by = await decideWhenDue(delivery, message, recipient, deps);
    if (by !== undefined) return { kind: 'withheld', by };
    return await sendBy(delivery, message, { recipient, purpose }, deps);
  }
  const age = deps.clock.now().getTime() - Date.parse(delivery.createdAt);
  if (deps.permission !== undefined && route.whilePermitted === true && age > FRESH_MS) {
    const { channel } = message;
    const { entityId } = delivery;
    const may = await deps.permission.maySend({ address: recipient, channel, purpose, entityId });
    if (!may) return { kind: 'rejected', failure: 'no_longer_permitted' };
  }
  return await sendBy(delivery, message, { recipient, purpose }, deps);
}

async function sendBy(
  delivery: Delivery,
  message: OutboundMessage,
  to: { readonly recipient: string; readonly purpose: Purpose },
  deps: DeliveryDependencies,
): Promise<Attempt> {
  return message.channel === 'email'
    ? await sendMail(delivery, message, to, deps)
    : await sendText(delivery, message, to.recipient, deps);
}

async function sendMail(
  { deliveryId, messageId, entityId, createdAt, sendAt, disposition }: Delivery,
  message: EmailMessage,
  { recipient, purpose }: { readonly recipient: string; readonly purpose: Purpose },
  deps: DeliveryDependencies,
): Promise<Attempt> {
  const date = new Date(sendAt ?? createdAt);
  const unsubscribe =
    purpose === 'marketing'
      ? await deps.unsubscribe.linkFor({ address: recipient, purpose, entityId })
      : undefined;
  const { from, raw } = await composeMail(message, messageId, date, deps.identity, unsubscribe);
  const result = await deps.mailer.send({
    ...{ from, recipient, raw, deliveryId, entityId },
    // What is sent for the portal is a notice or a code, never what waits there.
    ...(disposition === 'portal' ? { isNotice: true as const } : {}),
  });
  return result.kind === 'sent' ? { kind: 'delivered', receipt: result.providerId } : result;
}

async function sendText(
  { deliveryId }: Delivery,
  { channel, from, text, mediaUrls }: TextMessage,
  recipient: string,
  { texts }: DeliveryDependencies,
): Promise<Attempt> {
  const upstream = texts[channel];
  // Taken away since the message was accepted; the operator may give it back within the days of retrying.
  if (upstream === undefined) return { kind: 'retry', failure: 'no_upstream' };
  const result = await upstream.send({
    ...{ channel, recipient, text, mediaUrls, deliveryId },
    ...(from === undefined ? {} : { from }),
  });
  return result.kind === 'sent' ? { kind: 'delivered', receipt: result.providerId } : result;
}

/** Stored bytes that are not a message never become one: the delivery is dead, not retried. */
function restore(body: Uint8Array): OutboundMessage | undefined {
  try {
    return restoreMessage(body);
  } catch (error) {
    if (error instanceof StoredMessageError) return undefined;
    throw error;
  }
}
