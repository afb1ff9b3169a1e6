import * as z from 'zod';
import { PURPOSES } from '../vocabulary.ts';
import type { OutboundMessage } from './outbound-message.ts';
import type { Subject } from './subject.ts';
import { TEXT_MESSAGE_CHANNELS } from './text-message.ts';

/** Media type of a message at rest in the vault or an outbox. */
export const STORED_MESSAGE_TYPE = 'application/vnd.cordon.message+json';

const address = z.object({ address: z.string(), name: z.string().optional() });
/** Of what is decided once more when it is due. */
const about = z
  .object({ kind: z.enum(['person', 'record', 'email', 'phone']), value: z.string() })
  .optional();
const storedMail = z.object({
  channel: z.literal('email'),
  from: address,
  replyTo: z.array(address),
  to: z.array(address),
  cc: z.array(address),
  bcc: z.array(address),
  subject: z.string(),
  text: z.string().optional(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(
    z.object({
      filename: z.string(),
      contentType: z.string(),
      content: z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64')),
      contentId: z.string().optional(),
    }),
  ),
  purpose: z.enum(PURPOSES).optional(),
  about,
});
const storedText = z.object({
  channel: z.enum(TEXT_MESSAGE_CHANNELS),
  from: z.string().optional(),
  to: z.array(z.string()),
  text: z.string(),
  mediaUrls: z.array(z.string()),
  purpose: z.enum(PURPOSES).optional(),
  about,
});
const stored = z.discriminatedUnion('channel', [storedMail, storedText]);

/** Stored bytes are not a message. Static text: the parser's own words may quote content. */
export class StoredMessageError extends Error {
  override readonly name = 'StoredMessageError';
}

/**
 * The bytes that wait for delivery. What was only scanned or decided by is not sent, so it is not kept.
 *
 * @param about whom it is about, where that is asked again before it leaves: for bytes that rest sealed alone
 */
export function storeMessage(message: OutboundMessage, about?: Subject): Uint8Array {
  const {
    metadata: _scanned,
    exception: _declared,
    remuneration: _paid,
    about: _person,
    sendAt: _time,
    ...content
  } = message;
  const kept = about === undefined ? content : { ...content, about };
  if (kept.channel !== 'email') return Buffer.from(JSON.stringify(kept));
  const { pickUp: _waits, ...mail } = kept;
  return Buffer.from(
    JSON.stringify({
      ...mail,
      attachments: mail.attachments.map((attachment) => ({
        ...attachment,
        content: Buffer.from(attachment.content).toString('base64'),
      })),
    }),
  );
}

/** Reads what `storeMessage` wrote. @throws StoredMessageError */
export function restoreMessage(bytes: Uint8Array): OutboundMessage {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new StoredMessageError('the stored message is not JSON');
  }
  const parsed = stored.safeParse(value);
  if (!parsed.success) throw new StoredMessageError('the stored message has another shape');
  // zod writes absent optional members as undefined; they are dropped to match the exact type.
  return { ...(dropUndefined(parsed.data) as WithoutMetadata<OutboundMessage>), metadata: {} };
}

type WithoutMetadata<Message> = Message extends OutboundMessage ? Omit<Message, 'metadata'> : never;

function dropUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropUndefined);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, dropUndefined(member)]),
  );
}

/** Every envelope recipient, in the order that ordinals in records refer to. */
export function recipientsOf(message: OutboundMessage): readonly string[] {
  if (message.channel !== 'email') return message.to;
  return [...message.to, ...message.cc, ...message.bcc].map(({ address }) => address);
}
