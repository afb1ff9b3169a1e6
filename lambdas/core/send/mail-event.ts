import { NOT_SPAM } from './mail-feedback.ts';
import {
  eventTypeOf,
  readMailNotification,
  tagOf,
  type MailNotification,
  type ToldOfRecipient,
} from './mail-notification.ts';
import { isTlsFailure } from './tls-failure.ts';

/** What the mail service tells of a delivery after it took it. Each is heard once; the order does not matter. */
export const MAIL_EVENTS = [
  /** It tries again. */
  'delayed',
  /** The recipient's server took it. */
  'delivered',
  /** It was given up, or came back. */
  'bounced',
  /** The recipient called it unwanted. */
  'complained',
  /** The mail service did not send it. */
  'rejected',
  /** The recipient's server has no TLS, which was required. */
  'tls_failed',
] as const;
export type MailEvent = (typeof MAIL_EVENTS)[number];

/** One of them, read. It names nobody. */
export interface ToldOfMail {
  readonly event: MailEvent;
  /** Tag under which the delivery's id went with the message; absent where it was too long for one. */
  readonly deliveryTag?: string;
  /** ISO 8601, by the mail service's clock. */
  readonly at?: string;
  /** From a closed list: why, in one word. */
  readonly reason?: string;
}

/** Tag under which the delivery travels with each message. */
export const DELIVERY_TAG = 'deliveryId';

/** Of bounces and delays, what SES documents; nothing else of what a server said is kept. */
const REASONS: ReadonlySet<string> = new Set([
  ...['Undetermined', 'General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList'],
  ...['MailboxFull', 'MessageTooLarge', 'ContentRejected', 'AttachmentRejected'],
  ...['CustomTimeoutExceeded', 'UnsubscribedRecipient', 'EmailAddressNotVerified'],
  ...['InternalFailure', 'SpamDetected', 'RecipientServerError', 'IPFailure'],
  ...['TransientCommunicationFailure', 'BYOIPHostNameLookupUnavailable', 'SendingDeferral'],
]);
const BOUNCE_TYPES: ReadonlySet<string> = new Set(['Permanent', 'Transient', 'Undetermined']);
/** Feedback types of RFC 5965. */
const COMPLAINTS: ReadonlySet<string> = new Set([
  ...['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus'],
]);

/**
 * What an event of SES says of a delivery.
 *
 * @returns undefined where it says nothing of one: another kind of event, an automatic reply, a complaint taken back
 */
export function readMailEvent(text: string): ToldOfMail | undefined {
  const notification = readMailNotification(text);
  if (notification === undefined || notification === 'check') return undefined;
  const told = toldBy(notification);
  if (told === undefined) return undefined;
  const { event, at, reason } = told;
  const deliveryTag = tagOf(notification, DELIVERY_TAG);
  return {
    event,
    ...(deliveryTag === undefined ? {} : { deliveryTag }),
    ...(at === undefined ? {} : { at }),
    ...(reason === undefined ? {} : { reason }),
  };
}

interface Told {
  readonly event: MailEvent;
  readonly at?: string | undefined;
  readonly reason?: string | undefined;
}

function toldBy(notification: MailNotification): Told | undefined {
  const { bounce, complaint, delivery, deliveryDelay } = notification;
  switch (eventTypeOf(notification)) {
    case 'Delivery':
      return { event: 'delivered', at: timeOf(delivery?.timestamp) };
    case 'DeliveryDelay': {
      const { timestamp, delayType, delayedRecipients } = deliveryDelay ?? {};
      const at = timeOf(timestamp);
      if (isForTls(delayedRecipients)) return { event: 'tls_failed', at, reason: 'delayed' };
      return { event: 'delayed', at, reason: oneOf(REASONS, delayType) };
    }
    case 'Bounce': {
      if (bounce === undefined) return undefined;
      const { bounceType, bounceSubType, bouncedRecipients, timestamp } = bounce;
      const at = timeOf(timestamp);
      if (isForTls(bouncedRecipients)) return { event: 'tls_failed', at, reason: 'bounced' };
      // Somebody is out of the office: SES calls that a transient bounce, too, but nothing failed (RFC 3464, 2.3.3).
      const isAutomatic = !bouncedRecipients.some(({ action }) => action === 'failed');
      if (bounceType === 'Transient' && isAutomatic) return undefined;
      const parts = [oneOf(BOUNCE_TYPES, bounceType), oneOf(REASONS, bounceSubType)];
      const reason = parts.filter((part) => part !== undefined).join('_');
      return { event: 'bounced', at, reason: reason === '' ? undefined : reason };
    }
    case 'Complaint': {
      if (complaint === undefined || complaint.complaintFeedbackType === NOT_SPAM) return undefined;
      const { timestamp, complaintFeedbackType } = complaint;
      return {
        event: 'complained',
        at: timeOf(timestamp),
        reason: oneOf(COMPLAINTS, complaintFeedbackType),
      };
    }
    case 'Reject':
      return { event: 'rejected', reason: 'bad_content' };
    case 'Rendering Failure':
      return { event: 'rejected', reason: 'rendering_failure' };
    case undefined:
    default:
      return undefined;
  }
}

function isForTls(recipients: readonly ToldOfRecipient[] | null | undefined): boolean {
  return recipients?.some(isTlsFailure) ?? false;
}

/** As a code of ours: `MailboxFull` is `mailbox_full`. */
function oneOf(list: ReadonlySet<string>, word: string | null | undefined): string | undefined {
  if (word === null || word === undefined || !list.has(word)) return undefined;
  return word
    .replace(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

/** Undefined for what is no time; the mail service's clock is not checked against ours. */
function timeOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined || text.length > 40) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
