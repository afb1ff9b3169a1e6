import { describe, expect, it } from 'vitest';
import { inBatches } from '../../lambdas/pipeline/in-batches.ts';
import { startStopwatch } from '../../lambdas/pipeline/stopwatch.ts';
import { sweep, type SweepTarget } from '../../lambdas/pipeline/sweep.ts';
import type { LogEvent } from '../../lambdas/ports/log.ts';
import { FakeQueue } from './fakes/world.ts';

const NOW = new Date('2026-11-28T17:00:00Z');
const clock = { now: () => NOW, monotonic: () => 0 };

function target(
  work: string,
  unfinished: SweepTarget['unfinished'],
): SweepTarget & {
  readonly queue: FakeQueue;
} {
  const queue = new FakeQueue();
  return { work, unfinished, queue, depth: queue.depth };
}

function run(targets: readonly SweepTarget[], limit?: number) {
  const events: LogEvent[] = [];
  const log = { write: (event: LogEvent) => void events.push(event) };
  return { events, done: sweep({ targets, clock, log }, 120, limit) };
}

describe('the sweeper', () => {
  it('hands out again what has been unfinished for longer than the grace', async () => {
    const asked: [Date, number][] = [];
    const one = target('inbound', async (before, limit) => {
      asked.push([before, limit]);
      return ['a', 'b'];
    });
    const none = target('deliver-clinical', async () => []);
    const { events, done } = run([one, none], 50);
    await done;
    expect(asked).toEqual([[new Date('2026-11-28T16:58:00Z'), 50]]);
    expect(one.queue.drain()).toEqual(['a', 'b']);
    expect(events).toEqual([{ event: 'sweep.requeued', work: 'inbound', count: 2 }]);
  });

  it('adds to a queue no more than it has room for, and nothing to one that is long', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => String(n));
    const one = target('inbound', async (_, limit) => ids.slice(0, limit));
    await run([one], 20).done;
    await one.queue.enqueue('later', 30);
    const long = run([one], 20);
    await long.done;
    expect(one.queue.drain()).toEqual([...ids.slice(0, 20), 'later']);
    expect(long.events).toEqual([]);
    for (const id of ids.slice(0, 15)) await one.queue.enqueue(id);
    await run([one], 20).done;
    expect(one.queue.drain().slice(15)).toEqual(ids.slice(0, 5));
  });

  it('hands out many, each once', async () => {
    const ids = Array.from({ length: 500 }, (_, n) => String(n));
    const many = target('inbound', async () => ids);
    await run([many]).done;
    expect(many.queue.drain()).toEqual(ids);
  });

  it('comes to what is due after thousands that somebody has scheduled for one moment', async () => {
    const ids = [...Array.from({ length: 4000 }, (_, n) => `campaign ${String(n)}`), 'reminder'];
    const many = target('deliver-marketing', async (_, limit) => ids.slice(0, limit));
    await run([many]).done;
    expect(many.queue.drain()).toContain('reminder');
  });

  it('goes on with the others when one kind cannot be swept, and fails in the end', async () => {
    const broken = target('inbound', async () => {
      throw new RangeError('Zebediah');
    });
    const fine = target('deliver-clinical', async () => ['a']);
    const { events, done } = run([broken, fine]);
    await expect(done).rejects.toThrow(RangeError);
    expect(fine.queue.drain()).toEqual(['a']);
    expect(events).toEqual([
      { event: 'work.failed', work: 'sweep-inbound', errorClass: 'RangeError', attempt: 1 },
      { event: 'sweep.requeued', work: 'deliver-clinical', count: 1 },
    ]);
  });
});

describe('work in batches', () => {
  it('does sixteen at a time', async () => {
    let running = 0;
    let most = 0;
    await inBatches(Array.from({ length: 100 }), async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    });
    expect(most).toBe(16);
  });

  it('waits for what was begun with a failure, begins no more, and throws the first', async () => {
    const done: number[] = [];
    const work = inBatches(
      Array.from({ length: 40 }, (_, n) => n),
      async (n) => {
        if (n === 3 || n === 5) throw new Error(`failed ${String(n)}`);
        for (let turn = 0; turn < n; turn += 1) await Promise.resolve();
        done.push(n);
      },
    );
    await expect(work).rejects.toThrow('failed 3');
    expect(done).toHaveLength(14);
    expect(Math.max(...done)).toBe(15);
  });
});

describe('the stopwatch', () => {
  it('books the time since the last mark on each step, in milliseconds rounded to microseconds', () => {
    const times = [100, 100.25, 103.250_49, 104.2505, 104.2505];
    const watch = startStopwatch({ now: () => NOW, monotonic: () => times.shift()! });
    watch.mark('receive');
    watch.mark('verify');
    watch.mark('receive');
    expect(watch.latency()).toEqual({ receive: 1.25, verify: 3 });
  });

  it('goes on from earlier times and changes none of them', () => {
    const earlier = { receive: 1 };
    let now = 0;
    const watch = startStopwatch({ now: () => NOW, monotonic: () => (now += 2) }, earlier);
    const before = watch.latency();
    watch.mark('receive');
    watch.mark('scan');
    expect(watch.latency()).toEqual({ receive: 3, scan: 2 });
    expect([before, earlier]).toEqual([{ receive: 1 }, { receive: 1 }]);
  });
});
