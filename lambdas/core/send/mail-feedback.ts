import { isTlsFailure } from './tls-failure.ts';
import { eventTypeOf, readMailNotification, tagOf } from './mail-notification.ts';

/** What SES tells about mail that was sent, as far as it concerns consent. */
export type MailFeedback =
  | {
      readonly kind: 'complaint';
      readonly entityTag?: string;
      readonly addresses: readonly string[];
    }
  | { readonly kind: 'bounce'; readonly entityTag?: string; readonly addresses: readonly string[] }
  /** Deliveries, opens, transient bounces: nothing that changes whether somebody may be written to. */
  | { readonly kind: 'other' };

/** A feedback report that takes an earlier one back (RFC 6430): somebody found the message in the wrong folder. */
export const NOT_SPAM = 'not-spam';

/** Tag under which the covered entity travels with each message. */
export const ENTITY_TAG = 'entityId';

/**
 * Reads the message of an SES notification (https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html).
 * A complaint is an opt-out; so is a bounce that SES calls permanent, for that address. A bounce of unknown cause
 * (`Undetermined`) may pass, as a transient one does; and an address whose server has no TLS takes mail:
 * of several recipients, each goes by what is told of it.
 *
 * @returns undefined when it is no such notification
 */
export function readMailFeedback(text: string): MailFeedback | undefined {
  const notification = readMailNotification(text);
  if (notification === 'check') return { kind: 'other' };
  if (notification === undefined) return undefined;
  const { complaint, bounce } = notification;
  const entityTag = tagOf(notification, ENTITY_TAG);
  const entity = entityTag === undefined ? {} : { entityTag };
  switch (eventTypeOf(notification)) {
    case 'Complaint': {
      if (complaint === undefined) return undefined;
      if (complaint.complaintFeedbackType === NOT_SPAM) return { kind: 'other' };
      return {
        kind: 'complaint',
        ...entity,
        addresses: addressesOf(complaint.complainedRecipients),
      };
    }
    case 'Bounce': {
      if (bounce === undefined) return undefined;
      const { bounceType, bouncedRecipients } = bounce;
      const gone = bouncedRecipients.filter((recipient) => !isTlsFailure(recipient));
      return bounceType === 'Permanent' && gone.length > 0
        ? { kind: 'bounce', ...entity, addresses: addressesOf(gone) }
        : { kind: 'other' };
    }
    case undefined:
      return undefined;
    default:
      return { kind: 'other' };
  }
}

function addressesOf(given: readonly { readonly emailAddress: string }[]): readonly string[] {
  return given.map(({ emailAddress }) => /<([^<>]+)>$/.exec(emailAddress)?.[1] ?? emailAddress);
}
