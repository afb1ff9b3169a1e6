import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address, EmailMessage } from './outbound-message.ts';
import { effectiveSender, type LaneIdentity } from './sender-identity.ts';

/**
 * The message as RFC 5322 bytes. Bcc recipients are in the envelope alone.
 *
 * @param messageId becomes the Message-ID, so that a repeated delivery can be recognized
 * @param unsubscribe link of RFC 8058 that names this one recipient; it takes the place of the caller's own, which
 *   Cordon would not hear of
 */
export async function composeMail(
  message: EmailMessage,
  messageId: string,
  date: Date,
  identity: LaneIdentity,
  unsubscribe?: string,
): Promise<{ readonly from: string; readonly raw: Uint8Array }> {
  const sender = effectiveSender(message.from, identity);
  const replyTo = message.replyTo.length > 0 ? message.replyTo : listOf(sender.replyTo);
  const composer = new MailComposer({
    from: mailbox(sender.from),
    to: message.to.map(mailbox),
    cc: message.cc.map(mailbox),
    replyTo: replyTo.map(mailbox),
    subject: message.subject,
    messageId: `<${messageId}@${identity.domain}>`,
    date,
    headers: headersOf(message, unsubscribe),
    attachments: message.attachments.map((attachment) => ({
      filename: attachment.filename,
      contentType: attachment.contentType,
      content: Buffer.from(attachment.content),
      ...(attachment.contentId === undefined ? {} : { cid: attachment.contentId }),
    })),
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(message.html === undefined ? {} : { html: message.html }),
    // The message is data: it can never make the composer read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { from: sender.from.address, raw };
}

/** Set by Cordon where it offers a link; SES signs both with DKIM, as RFC 8058, 4 asks. */
const UNSUBSCRIBE_HEADERS = new Set(['list-unsubscribe', 'list-unsubscribe-post']);

type Headers = { key: string; value: string | { prepared: true; value: string } }[];

function headersOf({ headers }: EmailMessage, unsubscribe: string | undefined): Headers {
  const own = Object.entries(headers).map(([key, value]) => ({ key, value }));
  if (unsubscribe === undefined) return own;
  return [
    ...own.filter(({ key }) => !UNSUBSCRIBE_HEADERS.has(key.toLowerCase())),
    // Prepared: the composer would break a long line, and a link has no place to be broken at.
    { key: 'List-Unsubscribe', value: { prepared: true, value: `<${unsubscribe}>` } },
    { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
}

function mailbox(address: Address): { name: string; address: string } {
  return { name: address.name ?? '', address: address.address };
}

function listOf(address: Address | undefined): readonly Address[] {
  return address === undefined ? [] : [address];
}
