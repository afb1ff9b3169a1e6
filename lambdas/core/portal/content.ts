import { readHtml } from '../parse/html/read-html.ts';
import { attachmentsOf, type Attachment, type OutboundMessage } from '../send/outbound-message.ts';
import { recipientsOf, restoreMessage, storeMessage } from '../send/stored-message.ts';

/** Where a recipient is written to: by the channel that the message was to go. */
export interface PortalRecipient {
  readonly channel: OutboundMessage['channel'];
  readonly address: string;
}

/** What waits in the portal for one recipient. */
export interface PortalContent {
  /** Where notice and codes go. */
  readonly recipient: PortalRecipient;
  /** Absent where the message names nobody as its sender. */
  readonly from?: string;
  /** Empty where there is none. */
  readonly subject: string;
  /** Plain text; HTML is shown by its words alone, so that nothing in it is run or fetched. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** The bytes that are closed: the message as it is for this recipient, who need not know of the others. */
export function packContent(message: OutboundMessage, recipient: string): Uint8Array {
  if (message.channel !== 'email') return storeMessage({ ...message, to: [recipient] });
  const own = [...message.to, ...message.cc, ...message.bcc].find(
    ({ address }) => address === recipient,
  );
  return storeMessage({ ...message, to: [own ?? { address: recipient }], cc: [], bcc: [] });
}

/** @throws StoredMessageError when they are not what `packContent` wrote */
export function unpackContent(bytes: Uint8Array): PortalContent {
  const message = restoreMessage(bytes);
  const [address = ''] = recipientsOf(message);
  const recipient = { channel: message.channel, address };
  const attachments = attachmentsOf(message);
  if (message.channel !== 'email') {
    // What is behind an address is with somebody else, and is not fetched.
    const text = [message.text, ...message.mediaUrls].filter((part) => part !== '').join('\n\n');
    return { recipient, subject: '', text, attachments };
  }
  const { from, subject, text, html } = message;
  return {
    recipient,
    from: from.name ?? from.address,
    subject,
    text: text ?? (html === undefined ? '' : shownText(html)),
    attachments,
  };
}

function shownText(html: string): string {
  return readHtml(html)
    .page.text.replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
