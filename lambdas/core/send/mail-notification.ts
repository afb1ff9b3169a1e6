import * as z from 'zod';

const address = z.object({ emailAddress: z.string().max(320) });
/** Nobody to opt out is no complaint that could be heard. */
const recipients = z.array(address).min(1).max(100);

/** What the server of a recipient, or SES for it, says of a failure (RFC 3464). */
const told = z.object({
  emailAddress: z.string().max(320),
  action: z.string().nullish(),
  status: z.string().nullish(),
  diagnosticCode: z.string().nullish(),
});
const toldOf = z.array(told).min(1).max(100);

const time = z.string().nullish();

/**
 * The members that matter of an event of SES, under a configuration set's event destination
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html). The same notification has
 * `notificationType` by a feedback topic and `eventType` by event publishing.
 */
const notificationSchema = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ tags: z.record(z.string(), z.array(z.string())).optional() }).optional(),
  complaint: z
    .object({
      complainedRecipients: recipients,
      complaintFeedbackType: z.string().nullish(),
      timestamp: time,
    })
    .optional(),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().nullish(),
      bouncedRecipients: toldOf,
      timestamp: time,
    })
    .optional(),
  delivery: z.object({ timestamp: time }).optional(),
  deliveryDelay: z
    .object({
      delayType: z.string().nullish(),
      delayedRecipients: toldOf.nullish(),
      timestamp: time,
    })
    .optional(),
  reject: z.object({}).optional(),
  failure: z.object({}).optional(),
});
export type MailNotification = z.output<typeof notificationSchema>;
export type ToldOfRecipient = z.output<typeof told>;

/** What wraps it where a subscription does not ask for raw delivery, and where it comes by an event bus. */
const envelopeSchema = z.union([
  z.object({ Type: z.literal('Notification'), Message: z.string() }),
  z.object({ source: z.literal('aws.ses'), detail: z.unknown() }),
]);

/**
 * What SES publishes to a topic when it is made the destination of a configuration set's events, to see that it may.
 * It is the one message that is not JSON.
 */
const TOPIC_CHECK = 'Successfully validated SNS topic for Amazon SES event publishing.';

/**
 * Reads what came into the queue: an event of SES as it wrote it, or one that SNS or EventBridge has wrapped.
 *
 * @returns `check` for what only tests the topic; undefined when it is no event of SES
 */
export function readMailNotification(text: string): MailNotification | 'check' | undefined {
  if (text.trim() === TOPIC_CHECK) return 'check';
  const value = parseJson(text);
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) return parseEvent(value);
  if ('detail' in envelope.data) return parseEvent(envelope.data.detail);
  const { Message } = envelope.data;
  return Message.trim() === TOPIC_CHECK ? 'check' : parseEvent(parseJson(Message));
}

/** The type of an event, by either name. */
export function eventTypeOf({ eventType, notificationType }: MailNotification): string | undefined {
  return eventType ?? notificationType;
}

/** The first value of a tag under which the message left. */
export function tagOf({ mail }: MailNotification, name: string): string | undefined {
  return mail?.tags?.[name]?.[0];
}

/**
 * The configuration set by which the message left, as SES itself writes it: names of a sender's tags have no colon.
 *
 * @returns undefined where there is none, or not one
 */
export function configurationSetOf({ mail }: MailNotification): string | undefined {
  const [set, ...others] = mail?.tags?.['ses:configuration-set'] ?? [];
  return others.length === 0 ? set : undefined;
}

function parseEvent(value: unknown): MailNotification | undefined {
  const parsed = notificationSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
