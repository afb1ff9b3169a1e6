import type { InboundMessage } from '../core/message/inbound-message.ts';
import type { DecisionRecord } from '../core/record/decision-record.ts';

/** What the accept step needs: to create. */
export interface InboundIntake {
  /** Creates the item in state `received`; `exists` when a message with this key is there already. */
  create(message: InboundMessage): Promise<'created' | 'exists'>;
}

/** What the worker needs: conditional transitions of one item. */
export interface InboundMessages {
  /** @returns undefined where there is none */
  find(key: string): Promise<InboundMessage | undefined>;
  /**
   * `received -> decided`.
   * @returns the item as it now is: with these decisions, or with those of a worker that was first.
   */
  markDecided(key: string, decisions: readonly DecisionRecord[]): Promise<InboundMessage>;
  /** `decided -> routed`; nothing when already there. */
  markRouted(key: string): Promise<void>;
  /**
   * Until when the sweeper and workers leave it alone; nothing when already finished.
   *
   * @param waiting ids of the decisions that wait; absent: those that did
   */
  putOff(key: string, until: Date, waiting?: readonly string[]): Promise<void>;
  /**
   * Keys of unfinished messages of a source that are to be delivered in order, first accepted first. The index follows
   * with a delay (milliseconds): one of them may have just been finished.
   */
  firstInOrder(sourceId: string, limit: number): Promise<readonly string[]>;
  /** `received | decided -> failed`; nothing when already finished. */
  markFailed(key: string): Promise<void>;
}

/** What taking mail in needs besides: to look up what was made of a mail that it is told of again. */
export type KeptInbound = Pick<InboundMessages, 'find'>;

/** What the sweeper needs: unfinished items. */
export interface InboundBacklog {
  /** Keys of items in `received` or `decided` that last changed before `before`, at most `limit`. */
  unfinished(before: Date, limit: number): Promise<readonly string[]>;
}
