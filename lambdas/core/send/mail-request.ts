import * as z from 'zod';
import { declarations } from './declarations.ts';
import {
  bodyText,
  contentIdentifier,
  customHeaders,
  emailAddress,
  mediaType,
  oneLine,
} from './fields.ts';
import type { Address, EmailMessage } from './outbound-message.ts';
import { toAttachment, toBodies } from './read-request.ts';
import { TEXT_MESSAGE_CHANNELS } from './text-message.ts';

const CHANNELS = ['email', 'portal', ...TEXT_MESSAGE_CHANNELS];

const mailbox = z.union(
  [
    emailAddress.transform((address): Address => ({ address })),
    z
      .strictObject({ address: emailAddress, name: oneLine.optional() })
      .transform(({ address, name }): Address =>
        name === undefined ? { address } : { address, name },
      ),
  ],
  { error: 'is neither an email address nor {"address", "name"}' },
);
const mailboxes = z.array(mailbox).max(50).default([]);

/** A mail as Cordon's own API has it; `portal`: one that is to be picked up. */
export const mailRequest = z
  .strictObject({
    channel: z.enum(['email', 'portal'], { error: `is none of ${CHANNELS.join(', ')}` }),
    from: mailbox,
    replyTo: mailboxes,
    to: z.array(mailbox).min(1).max(50),
    cc: mailboxes,
    bcc: mailboxes,
    subject: oneLine,
    text: bodyText.optional(),
    html: bodyText.optional(),
    headers: customHeaders.default({}),
    metadata: z.record(z.string(), z.string()).default({}),
    attachments: z
      .array(
        z.strictObject({
          filename: oneLine.min(1),
          contentType: mediaType,
          content: z.base64(),
          contentId: contentIdentifier.optional(),
        }),
      )
      .max(20)
      .default([]),
    ...declarations,
  })
  .refine(({ text, html }) => text !== undefined || html !== undefined, {
    path: ['text'],
    error: 'or html is required',
  });

export function toMailMessage(data: z.infer<typeof mailRequest>): EmailMessage {
  const { text, html, purpose, exception, remuneration, about, attachments, channel, ...rest } =
    data;
  return {
    ...rest,
    channel: 'email',
    ...(channel === 'portal' ? { pickUp: true } : {}),
    ...toBodies(text, html),
    ...(purpose === undefined ? {} : { purpose }),
    ...(exception === undefined ? {} : { exception }),
    ...(remuneration === undefined ? {} : { remuneration }),
    ...(about === undefined ? {} : { about }),
    attachments: attachments.map(({ filename, contentType, content, contentId }) =>
      toAttachment(filename, contentType, content, contentId),
    ),
  };
}
