import * as z from 'zod';
import { declarations } from './declarations.ts';
import { MAX_RECIPIENTS } from './expansion.ts';
import { MAX_MEDIA, mediaUrl, RECIPIENT_OF, textBody, textSender } from './text-fields.ts';
import { TEXT_MESSAGE_CHANNELS, type TextMessage } from './text-message.ts';

/** A text as Cordon's own API has it. */
export const textRequest = z
  .strictObject({
    channel: z.enum(TEXT_MESSAGE_CHANNELS),
    from: textSender.optional(),
    /** Each is told alone. */
    to: z.array(z.string()).min(1).max(MAX_RECIPIENTS),
    text: textBody.default(''),
    mediaUrls: z.array(mediaUrl).max(MAX_MEDIA).default([]),
    metadata: z.record(z.string(), z.string()).default({}),
    ...declarations,
  })
  .check(({ value: { channel, to, text, mediaUrls }, issues }) => {
    const complain = (path: (string | number)[], message: string) => {
      issues.push({ code: 'custom', path, message, input: undefined });
    };
    for (const [index, address] of to.entries()) {
      const read = RECIPIENT_OF[channel].safeParse(address);
      if (read.success) continue;
      complain(['to', index], read.error.issues[0]?.message ?? 'is not valid');
    }
    if (text === '' && mediaUrls.length === 0) complain(['text'], 'or mediaUrls is required');
    if (channel === 'push' && mediaUrls.length > 0) complain(['mediaUrls'], 'is not for push');
  });

/** Whether a request says that it is one. */
export function isTextRequest(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || !('channel' in value)) return false;
  return TEXT_MESSAGE_CHANNELS.some((channel) => channel === value.channel);
}

export function toTextMessage(data: z.infer<typeof textRequest>): TextMessage {
  const { from, purpose, exception, remuneration, about, sendAt, ...rest } = data;
  return {
    ...rest,
    ...(from === undefined ? {} : { from }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(exception === undefined ? {} : { exception }),
    ...(remuneration === undefined ? {} : { remuneration }),
    ...(about === undefined ? {} : { about }),
    ...(sendAt === undefined ? {} : { sendAt }),
  };
}
