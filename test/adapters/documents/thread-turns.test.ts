import { describe, expect, it } from 'vitest';
import { ThreadTurns } from '../../../lambdas/adapters/documents/thread-turns.ts';

const LONG = 10_000;

/** Work that ends when it is told to. */
function work() {
  let end = (): void => {};
  const ended = new Promise<string>((resolve) => {
    end = () => {
      resolve('done');
    };
  });
  return { run: () => ended, end: () => end() };
}

describe('turns of reading threads', () => {
  it('are so many at once; who waits is next in order', async () => {
    const turns = new ThreadTurns(1);
    const order: string[] = [];
    const first = work();
    const runs = [
      turns.run(LONG, first.run).then(() => order.push('first')),
      turns.run(LONG, async () => order.push('second')),
      turns.run(LONG, async () => order.push('third')),
    ];
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    first.end();
    await Promise.all(runs);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('are lost when time is up before they come, and go to the next then', async () => {
    const turns = new ThreadTurns(1);
    const first = work();
    const long = turns.run(LONG, first.run);
    expect(await turns.run(5, async () => 'never')).toBeUndefined();
    const next = turns.run(LONG, async () => 'next');
    first.end();
    expect(await long).toBe('done');
    expect(await next).toBe('next');
  });

  it('have less time the longer they were waited for', async () => {
    const turns = new ThreadTurns(1);
    const first = work();
    const long = turns.run(LONG, first.run);
    const left = turns.run(1000, async (milliseconds) => milliseconds);
    setTimeout(first.end, 30);
    await long;
    expect(await left).toBeLessThan(980);
  });

  it('come back after work that failed', async () => {
    const turns = new ThreadTurns(1);
    await expect(turns.run(LONG, async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await turns.run(LONG, async () => 'next')).toBe('next');
  });
});
