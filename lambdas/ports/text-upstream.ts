import type { TextMessageChannel } from '../core/send/text-message.ts';

/** One text to one recipient, ready to go. */
export interface OutgoingText {
  readonly channel: TextMessageChannel;
  /** As the sender asked; absent or not the lane's: the lane's first. */
  readonly from?: string;
  /** E.164 for sms and whatsapp, a device token for push. */
  readonly recipient: string;
  /** May be empty where there is media. */
  readonly text: string;
  readonly mediaUrls: readonly string[];
  /** The same on every attempt, so that an upstream that keeps references can tell a repeat. No content. */
  readonly deliveryId: string;
}

export type TextResult =
  | { readonly kind: 'sent'; readonly providerId: string }
  /** The upstream will never take it. `failure` is its error code. */
  | { readonly kind: 'rejected'; readonly failure: string }
  | {
      readonly kind: 'retry';
      readonly failure: string;
      readonly retryAfterSeconds?: number;
      /** No answer came, or one that says nothing of the text: it may have been taken. */
      readonly mayHaveLeft?: true;
    };

/**
 * A lane's way out for texts of some channels: account and senders are fixed when it is built. Never throws for what the
 * upstream says; a failure is named by a code, and nothing of an answer's text is kept.
 */
export interface TextUpstream {
  send(text: OutgoingText): Promise<TextResult>;
}
