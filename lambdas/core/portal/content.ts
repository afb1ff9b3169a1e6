import * as z from 'zod';
import { readHtml } from '../parse/html/read-html.ts';
import { attachmentsOf, type Attachment, type OutboundMessage } from '../send/outbound-message.ts';
import { recipientsOf, restoreMessage, storeMessage } from '../send/stored-message.ts';
import { TEXT_MESSAGE_CHANNELS } from '../send/text-message.ts';

const MAX_POINTER_BYTES = 8192;

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

/** What all recipients of a message have in common, which is kept once for them all, and what opens it. */
export interface SharedContent {
  /** Of the vault. */
  readonly recordId: string;
  /** Both halves of its key, as `closeContent` takes them. */
  readonly keys: readonly [string, string];
}

/** The bytes of a message that are the same for everybody. */
export function packShared(message: OutboundMessage): Uint8Array {
  return message.channel === 'email'
    ? storeMessage({ ...message, to: [], cc: [], bcc: [] })
    : storeMessage({ ...message, to: [] });
}

/** Instead of the message itself: for whom it is, and where it is. */
export function packPointer(
  { channel }: OutboundMessage,
  address: string,
  shared: SharedContent,
): Uint8Array {
  return Buffer.from(JSON.stringify({ recipient: { channel, address }, shared }));
}

const pointerSchema = z.strictObject({
  recipient: z.strictObject({
    channel: z.enum(['email', ...TEXT_MESSAGE_CHANNELS]),
    address: z.string(),
  }),
  shared: z.strictObject({ recordId: z.string(), keys: z.tuple([z.string(), z.string()]) }),
});
export type Pointer = z.infer<typeof pointerSchema>;

/** @returns undefined where it is the message itself that waits */
export function readPointer(bytes: Uint8Array): Pointer | undefined {
  // A pointer is short, and a message may be long.
  if (bytes.length > MAX_POINTER_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
  return pointerSchema.safeParse(value).data;
}

/** @throws StoredMessageError when they are not what `packContent` or `packShared` wrote */
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
