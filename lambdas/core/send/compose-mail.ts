import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address, EmailMessage } from './outbound-message.ts';
import { effectiveSender, type LaneIdentity } from './sender-identity.ts';

/**
 * The message as RFC 5322 bytes. Bcc recipients are in the envelope alone.
 *
 * @param messageId becomes the Message-ID, so that a repeated delivery can be recognized
 */
export async function composeMail(
  message: EmailMessage,
  messageId: string,
  date: Date,
  identity: LaneIdentity,
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
    headers: { ...message.headers },
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

function mailbox(address: Address): { name: string; address: string } {
  return { name: address.name ?? '', address: address.address };
}

function listOf(address: Address | undefined): readonly Address[] {
  return address === undefined ? [] : [address];
}
