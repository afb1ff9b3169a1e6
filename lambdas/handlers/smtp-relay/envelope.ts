import * as z from 'zod';
import { emailAddress } from '../../core/send/fields.ts';
import type { DroppedEnvelopes } from '../../ports/dropped-mail.ts';
import { errorClass, type Log } from '../../ports/log.ts';

/** As many as a message has. */
const MAX_RECIPIENTS = 1000;
/** An id of SES's, under which it then puts the mail down. */
const MAIL_ID = /^[A-Za-z0-9._-]{1,256}$/;

/**
 * What a rule of SES Mail Manager hands to a function: the event of SES's email receiving, without the body. `recipients`
 * are those of `RCPT TO`; `mail.destination` would be those of the header
 * (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html).
 */
const receivedSchema = z.object({
  mail: z.object({ messageId: z.string().regex(MAIL_ID) }),
  receipt: z.object({ recipients: z.array(emailAddress).min(1).max(MAX_RECIPIENTS) }),
});
const eventSchema = z.object({ Records: z.tuple([z.object({ ses: receivedSchema })]) });

/** Not what was expected of SES: the mail is then put down without its envelope, and goes to nobody. */
class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

/** Whether SES calls, and not the queue. */
export function isOfSes(event: unknown): boolean {
  const records = z.object({ Records: z.array(z.object({ ses: z.unknown() })).min(1) });
  const parsed = records.safeParse(event);
  return parsed.success && parsed.data.Records.every(({ ses }) => ses !== undefined);
}

/**
 * Keeps the envelope of a mail that SES is about to put down: the bucket gets the mail alone, and its header does not say
 * whom it goes to.
 *
 * @throws when it could not be kept; SES calls again
 */
export async function keepEnvelope(
  event: unknown,
  envelopes: DroppedEnvelopes,
  log: Log,
): Promise<{ readonly disposition: 'CONTINUE' }> {
  try {
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) throw new EnvelopeError('not an envelope of one mail');
    const { mail, receipt } = parsed.data.Records[0].ses;
    await envelopes.keep(mail.messageId, receipt.recipients);
    return { disposition: 'CONTINUE' };
  } catch (error) {
    log.write({
      ...{ event: 'work.failed', work: 'smtp-envelope' },
      ...{ errorClass: errorClass(error), attempt: 1 },
    });
    throw error;
  }
}
