/** Names work to do; never carries content. The same id may be handed out more than once. */
export interface WorkQueue {
  /** @param delaySeconds 0 to 900 (SQS's own limit). */
  enqueue(id: string, delaySeconds?: number): Promise<void>;
}
