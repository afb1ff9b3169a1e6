import type { RequestIdentity } from '../core/send/idempotency.ts';
import type { ConflictReason, MessageOutcome } from '../core/send/outcome.ts';
import type { SentMessage } from '../core/send/sent-message.ts';
import type { Lane } from '../core/vocabulary.ts';

/** What senders can be told of their messages. */
export interface SentMessages {
  /**
   * Keeps what was decided, before anything else of it is written: whoever works on the message after that goes by it.
   *
   * @returns what is kept: the message itself, or one that was put before
   */
  put(message: SentMessage): Promise<SentMessage>;
  /** What of the message is held is in the quarantine now. */
  markHeld(lane: Lane, messageId: string): Promise<void>;
  find(lane: Lane, messageId: string): Promise<SentMessage | undefined>;
}

/** How a request was answered: by which messages. Their decisions are with the messages. */
export interface GivenAnswer {
  /** Of a request that has one answer; absent: each message has its own. */
  readonly kind?: MessageOutcome['kind'];
  readonly messageIds: readonly string[];
}

/** A request under its `Idempotency-Key`, of one sender key. */
export interface OnceRequest extends RequestIdentity {
  readonly keyId: string;
  /** It may be repeated weeks later: it is known as long as what could repeat it is kept. */
  readonly comesAgainLate?: boolean;
}

export type Claim =
  /** It is this caller's to work on. Ids of messages are made from the seed, which is that of the first try. */
  | { readonly kind: 'claimed'; readonly seed: string }
  | { readonly kind: 'answered'; readonly answer: GivenAnswer }
  | { readonly kind: 'conflict'; readonly reason: ConflictReason };

/** Sees to it that a request with an `Idempotency-Key` is carried out once in 24 hours, or as long as it may come again. */
export interface OnceRequests {
  /** @param seed random; kept when nobody has claimed it before */
  claim(request: OnceRequest, seed: string): Promise<Claim>;
  finish(request: OnceRequest, answer: GivenAnswer): Promise<void>;
  /** Somebody may try again at once. */
  abandon(request: OnceRequest): Promise<void>;
  /** Whoever repeats it makes a request of its own, under new ids. For what came to nothing. */
  forget(request: OnceRequest): Promise<void>;
}
