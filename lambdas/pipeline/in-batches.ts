/** Requests to one service at a time. */
const CONCURRENCY = 16;

/**
 * Does the work for every item, some at a time. When one fails, those that were begun with it are still
 * waited for, no further one is begun, and the first failure is thrown.
 */
export async function inBatches<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += CONCURRENCY) {
    const done = await Promise.allSettled(items.slice(at, at + CONCURRENCY).map(work));
    const failed = done.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
