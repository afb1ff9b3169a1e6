import * as z from 'zod';
import type { Channel } from '../vocabulary.ts';

/** An inbound text as texting providers post it: who wrote, and what. */
export interface InboundText {
  readonly channel: Extract<Channel, 'sms' | 'whatsapp'>;
  readonly from: string;
  readonly text: string;
}

/** Twilio's field names, and the plain ones. */
const body = z
  .object({
    From: z.string().max(64).optional(),
    Body: z.string().max(4096).optional(),
    from: z.string().max(64).optional(),
    text: z.string().max(4096).optional(),
  })
  .transform((given, context): InboundText => {
    const from = given.From ?? given.from;
    const text = given.Body ?? given.text;
    if (from === undefined || text === undefined) {
      context.addIssue({ code: 'custom', message: 'names no sender or no text' });
      return z.NEVER;
    }
    return { channel: /^whatsapp:/i.test(from) ? 'whatsapp' : 'sms', from, text };
  });

/**
 * Reads a provider's post, form or JSON. Providers add fields as they like, so others are left alone.
 *
 * @returns undefined when it names no sender or no text
 */
export function readInboundText(contentType: string, bytes: Uint8Array): InboundText | undefined {
  const parsed = body.safeParse(readFields(contentType, Buffer.from(bytes).toString('utf8')));
  return parsed.success ? parsed.data : undefined;
}

function readFields(contentType: string, text: string): unknown {
  if (!/^application\/(?:[\w.+-]*\+)?json\b/i.test(contentType)) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
