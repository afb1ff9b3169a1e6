import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { WorkQueue } from '../ports/queue.ts';

/** Unfinished work of one kind and the queue that finishes it. */
export interface SweepTarget {
  /** Names the work in the log. */
  readonly work: string;
  /** Ids of work that should have been done before `before`, at most `limit`. */
  unfinished(before: Date, limit: number): Promise<readonly string[]>;
  readonly queue: WorkQueue;
}

export interface SweepDependencies {
  readonly targets: readonly SweepTarget[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A message that is in the queue is finished well within this. */
export const SWEEP_GRACE_SECONDS = 120;
/** Ids of each kind in one sweep. */
const DEFAULT_LIMIT = 1000;
/** Requests to the queue at a time. */
const CONCURRENCY = 16;

/**
 * Hands out again whatever is unfinished: after a crash, a lost queue message, or a delivery that is due.
 * Handing out twice is harmless, every step can be repeated.
 *
 * @param graceSeconds how long work may be unfinished before it counts as left behind
 */
export async function sweep(
  deps: SweepDependencies,
  graceSeconds: number,
  limit = DEFAULT_LIMIT,
): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - graceSeconds * 1000);
  for (const target of deps.targets) {
    const ids = await target.unfinished(before, limit);
    for (let at = 0; at < ids.length; at += CONCURRENCY) {
      await Promise.all(ids.slice(at, at + CONCURRENCY).map((id) => target.queue.enqueue(id)));
    }
    if (ids.length > 0) {
      deps.log.write({ event: 'sweep.requeued', work: target.work, count: ids.length });
    }
  }
}
