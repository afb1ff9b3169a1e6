import type { Heard, HeardEvent } from '../core/send/mail-progress.ts';
import type { MailEvent } from '../core/send/mail-event.ts';
import type { Disposition } from '../core/vocabulary.ts';

/** A delivery as far as the mail service's events concern it: no body, and no recipient. */
export interface HeardDelivery {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly decisionId: string;
  readonly entityId: string;
  readonly disposition: Disposition;
  /** Key that sent it. */
  readonly keyId?: string;
  readonly heard: Heard;
}

/** One lane's outbox, for whoever hears what became of mail. */
export interface HeardMail {
  /** Strongly consistent. */
  find(deliveryId: string): Promise<HeardDelivery | undefined>;
  /**
   * Writes an event down, unless one of its kind is there already.
   * @returns what is there now: this one, or the one that was first
   */
  note(deliveryId: string, event: MailEvent, told: HeardEvent): Promise<HeardEvent>;
}
