import * as z from 'zod';

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

/** Nobody to opt out is no complaint that could be heard. */
const recipients = z
  .array(z.object({ emailAddress: z.string().max(320) }))
  .min(1)
  .max(100);
const tags = z.record(z.string(), z.array(z.string())).optional();
const mail = z.object({ tags }).optional();

/** The same notification has `notificationType` by a feedback topic and `eventType` by event publishing. */
const notification = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail,
  complaint: z
    .object({ complainedRecipients: recipients, complaintFeedbackType: z.string().nullish() })
    .optional(),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }).optional(),
});

/**
 * What SES publishes to a topic when it is made the destination of a configuration set's events, to see that it may.
 * It is the one message that is not JSON.
 */
const TOPIC_CHECK = 'Successfully validated SNS topic for Amazon SES event publishing.';

/** A feedback report that takes an earlier one back (RFC 6430): somebody found the message in the wrong folder. */
const NOT_SPAM = 'not-spam';

/** Tag under which the covered entity travels with each message. */
export const ENTITY_TAG = 'entityId';

/**
 * Reads the message of an SES notification (https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html).
 * A complaint is an opt-out; so is a bounce that SES calls permanent, for that address. A bounce of unknown cause
 * (`Undetermined`) may pass, as a transient one does.
 *
 * @returns undefined when it is no such notification
 */
export function readMailFeedback(text: string): MailFeedback | undefined {
  if (text.trim() === TOPIC_CHECK) return { kind: 'other' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = notification.safeParse(value);
  if (!parsed.success) return undefined;
  const { complaint, bounce } = parsed.data;
  const entityTag = parsed.data.mail?.tags?.[ENTITY_TAG]?.[0];
  const entity = entityTag === undefined ? {} : { entityTag };
  switch (parsed.data.eventType ?? parsed.data.notificationType) {
    case 'Complaint': {
      if (complaint === undefined) return undefined;
      if (complaint.complaintFeedbackType === NOT_SPAM) return { kind: 'other' };
      return {
        kind: 'complaint',
        ...entity,
        addresses: addressesOf(complaint.complainedRecipients),
      };
    }
    case 'Bounce':
      if (bounce === undefined) return undefined;
      return bounce.bounceType === 'Permanent'
        ? { kind: 'bounce', ...entity, addresses: addressesOf(bounce.bouncedRecipients) }
        : { kind: 'other' };
    case undefined:
      return undefined;
    default:
      return { kind: 'other' };
  }
}

function addressesOf(given: readonly { readonly emailAddress: string }[]): readonly string[] {
  return given.map(({ emailAddress }) => /<([^<>]+)>$/.exec(emailAddress)?.[1] ?? emailAddress);
}
