import type { DueFacts, Withheld } from './due-facts.ts';
import type { EventFacts } from './event-facts.ts';
import type { Lease } from '../deliver/lease.ts';
import type { Heard } from '../send/mail-progress.ts';
import type { Selection } from '../registry/fields-rule.ts';
import type { Disposition, Lane } from '../vocabulary.ts';

/**
 * States of a delivery item: one per message and destination (inbound) or recipient (outbound).
 *
 *     pending --2xx--> delivered
 *        |  |\--permanent refusal or attempts used up--> dead
 *        |  `--its sender takes it back, before an attempt begins--> recalled
 *        `--retryable failure--> pending (attempts + 1, due later)
 *
 * `dead` is the end for whoever delivers; an officer may put a delivery back among the pending ones.
 *
 * Each attempt holds a lease, so that no two are made at once. Delivery is at least once all the same: a crash after the
 * destination accepted and before the transition sends it again with the same `messageId` (docs/adr/0024).
 */
export const DELIVERY_STATES = ['pending', 'delivered', 'dead', 'recalled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ['pending', 'delivered', 'dead', 'recalled'],
  delivered: [],
  dead: [],
  recalled: [],
};

/**
 * What is delivered.
 *
 * - `sealed`: a vault record that only the clinical lane opens.
 * - `closed`: one of an application's message, which was closed under a key of its own before (docs/adr/0023). A kind of its
 *   own, so that a version that knows of no such key takes it for nothing else.
 * - `clear`: bytes that the marketing lane may read, because they were sanitized or found clean first.
 */
export type DeliveryBody =
  | {
      readonly kind: 'sealed';
      readonly recordId: string;
      /** What is taken of it once it is open; absent: all. */
      readonly fields?: Selection;
    }
  | {
      readonly kind: 'closed';
      readonly recordId: string;
      /** Absent: it was destroyed. */
      readonly key?: string;
    }
  | {
      readonly kind: 'clear';
      readonly bytes: Uint8Array;
      readonly contentType: string;
      /** Deliveries of one message that have these very bytes; absent: one. They are stored once for all. */
      readonly sharedBy?: number;
    };

/** To which of a message's recipients, and while what holds. */
export interface RecipientRoute {
  /** Ordinal, from 1, as `recipientsOf` counts. */
  readonly recipient: number;
  /** Only while the recipient may be sent it: an opt-out may come between two attempts. Absent in shadow mode. */
  readonly whilePermitted?: true;
}

/** How it is delivered. */
export type DeliveryRoute =
  | {
      readonly kind: 'webhook';
      readonly destinationId: string;
      /** Only while the receiver's agreement is in force: it may lapse between two attempts (45 CFR 164.504(e)). */
      readonly underAgreement?: true;
    }
  | ({ readonly kind: 'email' } & RecipientRoute)
  /** Every channel of a `TextMessage`: the message says which. */
  | ({ readonly kind: 'text' } & RecipientRoute)
  /** Into the portal, because the mail of the delivery `of` found no TLS. What it says is where that one has it. */
  | { readonly kind: 'portal'; readonly of: string };

export interface Delivery {
  /** `{messageId}~{destinationId}` or `{messageId}~r{ordinal}`. */
  readonly deliveryId: string;
  /** The idempotency id that the destination sees. */
  readonly messageId: string;
  readonly decisionId: string;
  readonly lane: Lane;
  readonly entityId: string;
  readonly disposition: Disposition;
  readonly route: DeliveryRoute;
  readonly body: DeliveryBody;
  /** Key that sent it; absent for what came in, and in what was queued by earlier versions. */
  readonly keyId?: string;
  readonly state: DeliveryState;
  /** Attempts made so far. */
  readonly attempts: number;
  /** ISO 8601; when the next attempt is due. */
  readonly dueAt: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** What the destination is told of the event beside the body. */
  readonly event?: EventFacts;
  /** Its place among those that wait for one another. */
  readonly order?: DeliveryOrder;
  /** It has waited for its turn under the destination's rate, and this is it. */
  readonly hasTurn?: true;
  /** ISO 8601; the time that it was scheduled for. */
  readonly sendAt?: string;
  /** By what it is decided once more then: before every attempt. */
  readonly due?: DueFacts;
  /** What policy said then, of one that may not leave any more. */
  readonly withheld?: Withheld;
  /** ISO 8601; when the attempt began that has not ended, as far as is known. */
  readonly beganAt?: string;
  /** Of that attempt. */
  readonly lease?: Lease;
  /** Of at least one attempt it is not known how it ended: for good. */
  readonly mayHaveLeft?: true;
  /** ISO 8601; when an officer put it back, the last time. */
  readonly replayedAt?: string;
  /** What the mail service told of it. */
  readonly heard?: Heard;
}

/** Deliveries of one source to one destination, first come first. */
export interface DeliveryOrder {
  /** `{destinationId}#{sourceId}`. */
  readonly key: string;
  /** `{receivedAt}#{messageId}`. */
  readonly at: string;
}
