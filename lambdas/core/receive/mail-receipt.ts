import * as z from 'zod';
import type { MailDoubt } from './mail-doubt.ts';

/** `PASS`, `FAIL`, `GRAY`, `PROCESSING_FAILED`, and whatever may come: everything but `PASS` is as good as `FAIL`. */
const verdict = z.object({ status: z.string().max(64) });

/**
 * What SES tells of a mail that a receipt rule put into a bucket, as it publishes it
 * (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html).
 */
const receivedSchema = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({ messageId: z.string().regex(/^[A-Za-z0-9._-]{1,256}$/) }),
  receipt: z.object({
    spamVerdict: verdict,
    virusVerdict: verdict,
    dmarcVerdict: verdict.optional(),
    action: z.object({
      type: z.literal('S3'),
      // The rule puts the id of the source before SES's own.
      objectKey: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}\/[A-Za-z0-9._-]{1,256}$/),
    }),
  }),
});

/** One mail that waits in the bucket. */
export interface MailReceipt {
  /** The same where SES tells of the mail again. */
  readonly mailId: string;
  readonly sourceId: string;
  /** Where it lies. */
  readonly key: string;
  readonly doubts: readonly MailDoubt[];
}

/**
 * Reads a notification.
 *
 * @returns `setup` for what SES publishes when a rule is set up, undefined for what is no notification of a mail in a bucket
 */
export function readMailReceipt(body: string): MailReceipt | 'setup' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return /^Successfully validated SNS topic for Amazon SES\b/.test(body) ? 'setup' : undefined;
  }
  const parsed = receivedSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { mail, receipt } = parsed.data;
  const { objectKey: key } = receipt.action;
  const [sourceId = '', name] = key.split('/');
  if (name !== mail.messageId) return undefined;
  return { mailId: mail.messageId, sourceId, key, doubts: doubtsOf(receipt) };
}

/**
 * Of the checks of senders DMARC alone says that the domain in `From` is the author's: it passes where SPF or DKIM does for
 * that domain, and one of them that passes for another domain proves nothing (RFC 7489 section 3.1). A domain without a
 * policy (`GRAY`) has not said how its mail is known.
 */
function doubtsOf({
  virusVerdict,
  spamVerdict,
  dmarcVerdict,
}: z.infer<typeof receivedSchema>['receipt']): readonly MailDoubt[] {
  const checks = [
    [virusVerdict, 'mail_virus'],
    [spamVerdict, 'mail_spam'],
    [dmarcVerdict, 'mail_sender_unproven'],
  ] as const;
  return checks.flatMap(([check, doubt]) => (check?.status === 'PASS' ? [] : [doubt]));
}
