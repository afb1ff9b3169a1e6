import type { Lease } from '../core/deliver/lease.ts';
import type { Withheld } from '../core/message/due-facts.ts';
import type { Delivery, DeliveryState } from '../core/message/delivery.ts';
import type { DeliveryProgress } from '../core/send/recipient-status.ts';

/** Puts deliveries into one lane's outbox. */
export interface OutboxWriter {
  /** Idempotent by delivery id: the first one stays, and the answer is `exists`; so it is for one that was recalled before. */
  put(delivery: Delivery): Promise<'created' | 'exists'>;
}

/** What a deliverer needs of its own lane's outbox. */
export interface Outbox {
  /** @returns undefined also for one that was recalled before it was put */
  find(deliveryId: string): Promise<Delivery | undefined>;
  /**
   * `pending -> pending`, with an attempt under way: from then on nobody recalls it, and nobody else attempts it while the
   * lease is alive. What an earlier attempt left without having ended may have left.
   *
   * @param found the delivery as it was found, without a lease that is alive
   * @returns false when it is not as it was found any more: somebody else was faster, it was taken back, or something
   * was told of it
   */
  begin(found: Delivery, lease: Lease, now: Date): Promise<boolean>;
  /*
   * How an attempt ended. Its lease goes with it.
   * Each returns false, and changes nothing, when the attempt does not hold the delivery any more.
   */
  /** `pending -> delivered`. */
  markDelivered(deliveryId: string, lease: Lease, result: DeliveryResult): Promise<boolean>;
  /** `pending -> pending` with one more attempt, due later. */
  markRetry(deliveryId: string, lease: Lease, retry: Retry): Promise<boolean>;
  /** `pending -> dead`. */
  markDead(deliveryId: string, lease: Lease, failed: Failed): Promise<boolean>;
  /** `pending -> pending`, due later, without an attempt having been made. */
  postpone(deliveryId: string, lease: Lease, until: Postponed): Promise<boolean>;
  /**
   * Notes that it may not leave any more, before it is held: whatever comes between, it stays so.
   *
   * @param delivery with the lease of the attempt that says so; without one where it is another's delivery
   * @returns false when the attempt does not hold it any more, or, without one, when it was withheld before
   */
  withhold(delivery: Pick<Delivery, 'deliveryId' | 'lease'>, withheld: Withheld): Promise<boolean>;
  /**
   * Destroys the key of a closed body, for good: nobody opens it by this delivery any more. Nothing where there is none,
   * or no such delivery.
   */
  destroyKey(deliveryId: string): Promise<void>;
  /** Due now; nothing when an attempt was made or is under way. */
  wake(deliveryId: string, now: Date): Promise<void>;
  /** Id of the pending delivery that comes first in this order. The index follows with a delay (milliseconds). */
  firstInOrder(key: string): Promise<string | undefined>;
}

export interface Failed {
  /** A code. */
  readonly failure: string;
  /** It is not known whether it arrived. */
  readonly mayHaveLeft: boolean;
  /** What policy said when it was due, of one that may not leave any more. */
  readonly withheld?: Withheld;
}

export interface Retry extends Failed {
  readonly dueAt: Date;
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
  /** Destroys the key of a closed body, for good; nothing where the delivery may still be sent. */
  destroySpentKey(deliveryId: string): Promise<void>;
}

/** One lane's outbox, for the senders of its messages: without what is delivered, and to whom. */
export interface MessageDesk {
  progress(deliveryId: string): Promise<DeliveryProgress | undefined>;
  /** `pending -> recalled`, unless an attempt is under way; one that is not there yet will not be put any more. */
  recall(deliveryId: string, now: Date): Promise<Recall>;
}

/** What came of taking a delivery back. */
export type Recall =
  | 'recalled'
  /** There was none, and whoever puts it from now on finds its place taken. */
  | 'prevented'
  /** It has ended, or an attempt is under way, or it was prevented before. */
  | 'late';

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
