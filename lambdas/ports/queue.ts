/** Names work to do; never carries content. The same id may be handed out more than once. */
export interface WorkQueue {
  /** @param delaySeconds 0 to 900 (SQS's own limit). */
  enqueue(id: string, delaySeconds?: number): Promise<void>;
}

/** How long a queue is, for whoever would make it longer. */
export interface QueueDepth {
  /** About how many wait to be handed out, without those under way and those that are not due. */
  waiting(): Promise<number>;
}
