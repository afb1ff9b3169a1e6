import type { Lane } from '../vocabulary.ts';
import { ordinalOf } from './sent-message.ts';

/** What a sender is told of a message as it happens. */
export const SENDER_EVENTS = [
  /** Read in the portal: the right code was entered for the first time. */
  'message.picked_up',
  'message.delivered',
  'message.bounced',
  'message.complained',
  'message.failed',
] as const;
export type SenderEvent = (typeof SENDER_EVENTS)[number];

/** One thing that became of one recipient's message, or of the notice of it. Neither content nor address. */
export interface ToldToSender {
  readonly event: SenderEvent;
  /** ISO 8601. */
  readonly at: string;
  /** What it is about: a delivery, or a decision whose message was read. */
  readonly subjectId: string;
  readonly messageId: string;
  readonly decisionId: string;
  readonly entityId: string;
  readonly lane: Lane;
  /** Key that sent it. */
  readonly keyId: string;
  /** A code of the reason. */
  readonly reason?: string;
  /** It is about the notice that something waits, and not about what waits. */
  readonly isNotice?: true;
}

/** Of each subject and kind there is one: whoever tells the same again tells nothing new. */
export function senderEventId({ subjectId, event }: ToldToSender): string {
  return `${subjectId}~${event}`;
}

/** Ids of deliveries that tell one. */
export function tellsSender(deliveryId: string): boolean {
  return SENDER_EVENTS.some((event) => deliveryId.includes(`~${event}~`));
}

/** As it is posted. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function senderEventBody(told: ToldToSender): Uint8Array {
  const { event: type, at: timestamp, messageId, decisionId, reason, isNotice } = told;
  const data = {
    messageId,
    recipient: ordinalOf(decisionId),
    decisionId,
    about: isNotice === true ? 'notice' : 'message',
    ...(reason === undefined ? {} : { reason }),
  };
  return Buffer.from(JSON.stringify({ type, timestamp, data }));
}
