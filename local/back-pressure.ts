import { setTimeout as sleep } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import { errorClass, type Log } from '../lambdas/ports/log.ts';
import type { QueueDepth } from '../lambdas/ports/queue.ts';

export interface BackPressureOptions {
  readonly queues: readonly QueueDepth[];
  /** Messages that may wait in all queues together before no more are taken. */
  readonly most: number;
  readonly log: Log;
}

/** Keeps what waits within bounds: the queues of this runtime are in memory. */
export interface BackPressure {
  /** Answers 503 with `Retry-After` in place of the rest while too much waits. */
  readonly gate: MiddlewareHandler;
  /** Looks at the queues from now on. @returns how to stop */
  start(): () => Promise<void>;
}

/** Requests under way at once; each may hold a body. */
const MOST_REQUESTS = 256;
/** Milliseconds. What comes in between two looks is counted. */
const LOOK_EVERY = 500;
/** Seconds after which a vendor may come again. */
const RETRY_AFTER = 10;

/**
 * In AWS the queue is durable and of any length, concurrency bounds the workers, and an alarm tells of work that waits.
 * Here a vendor is told to come again, which all of them do: nothing is lost, and nothing piles up.
 */
export function createBackPressure({ queues, most, log }: BackPressureOptions): BackPressure {
  let underWay = 0;
  /** At the last look, and what was taken since. */
  let waiting = 0;
  let taken = 0;
  let isFull = false;

  function turn(next: boolean): void {
    if (next !== isFull) log.write({ event: next ? 'backlog.full' : 'backlog.eased', waiting });
    isFull = next;
  }

  async function look(): Promise<void> {
    const before = taken;
    const depths = await Promise.all(queues.map((queue) => queue.waiting()));
    waiting = depths.reduce((sum, depth) => sum + depth, 0);
    // What came while the queues were asked is in none of the answers, perhaps.
    taken -= before;
    // Once full it takes more when a quarter is worked off, not one at a time.
    turn(waiting >= (isFull ? most * 0.75 : most));
  }

  return {
    gate: async (context, next) => {
      if (waiting + taken + underWay >= most) turn(true);
      if (isFull || underWay >= MOST_REQUESTS) {
        const headers = { 'retry-after': String(RETRY_AFTER) };
        return context.json({ error: 'too much is waiting, send it again' }, 503, headers);
      }
      underWay += 1;
      try {
        await next();
        // What was refused waits nowhere.
        if (context.res.ok) taken += 1;
        return;
      } finally {
        underWay -= 1;
      }
    },
    start: () => {
      const stopping = new AbortController();
      const looking = (async (): Promise<void> => {
        while (!stopping.signal.aborted) {
          await look().catch((error: unknown) => {
            const work = 'back-pressure';
            log.write({ event: 'work.failed', work, errorClass: errorClass(error), attempt: 1 });
          });
          await sleep(LOOK_EVERY, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      })();
      return async () => {
        stopping.abort();
        await looking;
      };
    },
  };
}
