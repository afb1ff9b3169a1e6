import type { Delivery } from '../core/message/delivery.ts';

/** Puts deliveries into one lane's outbox. */
export interface OutboxWriter {
  /** Idempotent by delivery id: the first one stays, and the answer is `exists`. */
  put(delivery: Delivery): Promise<'created' | 'exists'>;
}

/** What a deliverer needs of its own lane's outbox. */
export interface Outbox {
  find(deliveryId: string): Promise<Delivery | undefined>;
  /** `pending -> delivered`; nothing when already finished. */
  markDelivered(deliveryId: string, result: DeliveryResult): Promise<void>;
  /** `pending -> pending` with one more attempt, due later. */
  markRetry(deliveryId: string, attempts: number, dueAt: Date, failure: string): Promise<void>;
  /** `pending -> dead`. */
  markDead(deliveryId: string, failure: string): Promise<void>;
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
