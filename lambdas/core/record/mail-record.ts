import type { MailEvent } from '../send/mail-event.ts';
import type { Lane } from '../vocabulary.ts';

/**
 * What the mail service told of one delivery (45 CFR 164.312(b)): bound to its decision, without an address and without
 * the words of anybody's server. One record for each kind of event and delivery, however often it is told.
 */
export interface MailRecord {
  readonly kind: 'mail';
  readonly recordId: string;
  /** ISO 8601, UTC, milliseconds: when it was heard. */
  readonly recordedAt: string;
  readonly entityId: string;
  readonly lane: Lane;
  readonly event: MailEvent;
  /** ISO 8601: when it happened, by the mail service's clock; absent where it did not say. */
  readonly at?: string;
  /** Why, from a closed list. */
  readonly reason?: string;
  readonly deliveryId: string;
  readonly messageId: string;
  readonly decisionId: string;
}
