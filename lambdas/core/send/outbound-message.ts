import type { Channel } from '../vocabulary.ts';
import type { Declaration } from './declaration.ts';
import type { TextMessage } from './text-message.ts';

export interface Address {
  readonly address: string;
  readonly name?: string;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  /** Content-ID of an inline part. */
  readonly contentId?: string;
}

/** An email as any of the accepted APIs describes it, in one shape. */
export interface EmailMessage extends Declaration {
  readonly channel: 'email';
  /** The sender wants it to wait in the portal and a notice to go: decided as a message of the channel `portal`. */
  readonly pickUp?: true;
  readonly from: Address;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Extra headers, as the caller wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly Attachment[];
  /** Everything else the API lets a caller attach: categories, custom arguments, tags. Scanned, never sent. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The kinds of message that can be sent. */
export type OutboundMessage = EmailMessage | TextMessage;

/** Files that travel inside a message; messages made from one request share the list. */
export function attachmentsOf(message: OutboundMessage): readonly Attachment[] {
  return message.channel === 'email' ? message.attachments : NO_ATTACHMENTS;
}

const NO_ATTACHMENTS: readonly Attachment[] = [];

/** What policy and keys are asked about: the way by which the content would reach the recipient. */
export function channelOf(message: OutboundMessage): Channel {
  return message.channel === 'email' && message.pickUp === true ? 'portal' : message.channel;
}
