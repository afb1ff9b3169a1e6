import MailComposer from 'nodemailer/lib/mail-composer';
import * as z from 'zod';

/** SES's limit on recipients of one message. */
const MAX_RECIPIENTS = 50;
const MAX_TAGS = 50;

const address = z.string().min(3).max(320);
const addresses = z.array(address).max(MAX_RECIPIENTS).default([]);
const text = z.object({ Data: z.string(), Charset: z.string().max(40).optional() });
const tag = z.string().regex(/^[A-Za-z0-9_.@-]{1,256}$/);

/** The body of `POST /v2/email/outbound-emails`, as far as Cordon uses it (SESv2 SendEmail). */
export const sendEmailSchema = z.object({
  FromEmailAddress: address.optional(),
  ConfigurationSetName: z.string().min(1).max(64).optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .default({ ToAddresses: [], CcAddresses: [], BccAddresses: [] }),
  EmailTags: z
    .array(z.object({ Name: tag, Value: tag }))
    .max(MAX_TAGS)
    .default([]),
  ReplyToAddresses: addresses,
  Content: z.object({
    Raw: z.object({ Data: z.base64().min(1) }).optional(),
    Simple: z
      .object({
        Subject: text,
        Body: z.object({ Text: text.optional(), Html: text.optional() }),
        Headers: z
          .array(z.object({ Name: z.string().max(126), Value: z.string().max(870) }))
          .max(15)
          .default([]),
      })
      .optional(),
  }),
});
export type SendEmailRequest = z.output<typeof sendEmailSchema>;

/** The RFC 5322 message of a request; undefined when it has neither or both kinds of content. */
export async function rawMessage(request: SendEmailRequest): Promise<Buffer | undefined> {
  const { Raw, Simple } = request.Content;
  if (Raw && !Simple) return Buffer.from(Raw.Data, 'base64');
  if (!Simple || Raw) return undefined;
  const composer = new MailComposer({
    from: request.FromEmailAddress ?? '',
    to: request.Destination.ToAddresses,
    cc: request.Destination.CcAddresses,
    replyTo: request.ReplyToAddresses,
    subject: Simple.Subject.Data,
    text: Simple.Body.Text?.Data ?? '',
    ...(Simple.Body.Html && { html: Simple.Body.Html.Data }),
    headers: Simple.Headers.map(({ Name, Value }) => ({ key: Name, value: Value })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
