import type { Channel } from '../vocabulary.ts';
import type { Declaration } from './declaration.ts';

/** The channels that carry a short text to a person by a carrier or a push service. */
export const TEXT_MESSAGE_CHANNELS = [
  'sms',
  'whatsapp',
  'push',
] as const satisfies readonly Channel[];
export type TextMessageChannel = (typeof TEXT_MESSAGE_CHANNELS)[number];

/** An SMS, a WhatsApp message or a push notification as any of the accepted APIs describes it, in one shape. */
export interface TextMessage extends Declaration {
  readonly channel: TextMessageChannel;
  /**
   * By which of the lane's senders: a number, a short code, an alphanumeric name, the id of a messaging service. Absent:
   * the lane's first. One that is not the lane's is not used.
   */
  readonly from?: string;
  /** Telephone numbers in E.164 (sms, whatsapp), or opaque device tokens (push). */
  readonly to: readonly string[];
  /** May be empty where there is media. */
  readonly text: string;
  /** Addresses of pictures and files that the upstream fetches: what they say is content, what is behind them unread. */
  readonly mediaUrls: readonly string[];
  /** Everything else the API lets a caller attach. Scanned, never sent. */
  readonly metadata: Readonly<Record<string, string>>;
}
