import type { Delivery, DeliveryState } from '../core/message/delivery.ts';
import type { DeliveryProgress } from '../core/send/recipient-status.ts';

/** Puts deliveries into one lane's outbox. */
export interface OutboxWriter {
  /** Idempotent by delivery id: the first one stays, and the answer is `exists`. */
  put(delivery: Delivery): Promise<'created' | 'exists'>;
}

/** What a deliverer needs of its own lane's outbox. */
export interface Outbox {
  find(deliveryId: string): Promise<Delivery | undefined>;
  /**
   * `pending -> pending`, with an attempt under way: from then on nobody recalls it.
   * @returns false when it is not pending any more
   */
  begin(deliveryId: string, now: Date): Promise<boolean>;
  /** `pending -> delivered`; nothing when already finished. */
  markDelivered(deliveryId: string, result: DeliveryResult): Promise<void>;
  /** `pending -> pending` with one more attempt, due later. */
  markRetry(deliveryId: string, attempts: number, dueAt: Date, failure: string): Promise<void>;
  /** `pending -> dead`. */
  markDead(deliveryId: string, failure: string): Promise<void>;
  /** `pending -> pending`, due later or sooner, without an attempt. */
  postpone(deliveryId: string, attempts: number, until: Postponed): Promise<void>;
  /** Id of the pending delivery that comes first in this order. The index follows with a delay (milliseconds). */
  firstInOrder(key: string): Promise<string | undefined>;
}

export interface Postponed {
  readonly dueAt: Date;
  /** Then it will be its turn under the destination's rate. */
  readonly hasTurn: boolean;
}

/** A delivery as people look at it: without what is delivered. */
export interface DeliverySummary extends Omit<Delivery, 'body'> {
  readonly body: Delivery['body']['kind'];
  /** What the last attempt failed with. */
  readonly failure?: string;
  /** ISO 8601. */
  readonly deliveredAt?: string;
  readonly receipt?: string;
  /** Milliseconds of the attempt that succeeded. */
  readonly latencyMs?: number;
}

export interface DeliveryQuery {
  readonly state: DeliveryState;
  readonly destinationId?: string;
  /** ISO 8601; queued at or after. */
  readonly since: string;
  /** ISO 8601; queued before. */
  readonly until: string;
  readonly limit: number;
}

/** One lane's outbox, for an officer. */
export interface OutboxDesk {
  /** Newest first. */
  list(query: DeliveryQuery): Promise<readonly DeliverySummary[]>;
  show(deliveryId: string): Promise<DeliverySummary | undefined>;
  /**
   * `dead -> pending`, from its first attempt on, out of any order.
   * @returns false when it is not dead (any more)
   */
  replay(deliveryId: string, now: Date): Promise<boolean>;
}

/** One lane's outbox, for the senders of its messages: without what is delivered, and to whom. */
export interface MessageDesk {
  progress(deliveryId: string): Promise<DeliveryProgress | undefined>;
  /**
   * `pending -> recalled`, unless an attempt is under way.
   * @returns false when it can not be recalled (any more)
   */
  recall(deliveryId: string, now: Date): Promise<boolean>;
}

/** What the sweeper needs. */
export interface OutboxBacklog {
  /** Ids of `pending` items that were due before `before`, at most `limit`. */
  due(before: Date, limit: number): Promise<readonly string[]>;
}

export interface DeliveryResult {
  /** ISO 8601. */
  readonly deliveredAt: string;
  /** HTTP status, or the mail service's message id. */
  readonly receipt: string;
  /** Milliseconds. */
  readonly latencyMs: number;
}
