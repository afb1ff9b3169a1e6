import type { Clock } from '../ports/clock.ts';
import { errorClass, type Log } from '../ports/log.ts';
import type { QueueDepth, WorkQueue } from '../ports/queue.ts';
import { inBatches } from './in-batches.ts';

/** Unfinished work of one kind and the queue that finishes it. */
export interface SweepTarget {
  /** Names the work in the log. */
  readonly work: string;
  /** Ids of work that should have been done before `before`, at most `limit`. */
  unfinished(before: Date, limit: number): Promise<readonly string[]>;
  readonly queue: WorkQueue;
  readonly depth: QueueDepth;
}

export interface SweepDependencies {
  readonly targets: readonly SweepTarget[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A message that is in the queue is finished well within this. */
export const SWEEP_GRACE_SECONDS = 120;
/**
 * Ids of each kind in one sweep, and that wait in its queue at most for a sweep to add any. Oldest first, so that what one
 * sender has scheduled for one moment is before everybody else's of later: as many as deliverers do in the minute.
 */
const DEFAULT_LIMIT = 5000;

/**
 * Hands out again whatever is unfinished: after a crash, a lost queue message, or a delivery that is due.
 * Handing out twice is harmless, every step can be repeated.
 *
 * @param graceSeconds how long work may be unfinished before it counts as left behind
 * @throws when a kind could not be swept; the others were
 */
export async function sweep(
  deps: SweepDependencies,
  graceSeconds: number,
  limit = DEFAULT_LIMIT,
): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - graceSeconds * 1000);
  const failures: unknown[] = [];
  for (const target of deps.targets) {
    try {
      await sweepOne(target, before, limit, deps);
    } catch (error) {
      const work = `sweep-${target.work}`;
      deps.log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function sweepOne(
  target: SweepTarget,
  before: Date,
  limit: number,
  deps: SweepDependencies,
): Promise<void> {
  // Where much waits, being old means to be waiting, too: handed out again with each sweep, it would never be done with.
  const room = limit - (await target.depth.waiting());
  if (room <= 0) return;
  const ids = await target.unfinished(before, room);
  await inBatches(ids, (id) => target.queue.enqueue(id));
  if (ids.length > 0) {
    deps.log.write({ event: 'sweep.requeued', work: target.work, count: ids.length });
  }
}
