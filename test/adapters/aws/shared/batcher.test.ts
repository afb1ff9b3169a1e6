import { describe, expect, it } from 'vitest';
import { createBatcher } from '../../../../lambdas/adapters/aws/shared/batcher.ts';

/** Answers each number with its double, and one that is 13 with a failure of its call. */
function doubling(most: number, atOnce: number) {
  const calls: (readonly number[])[] = [];
  let underWay = 0;
  let peak = 0;
  const ask = createBatcher<number, number>({
    most,
    atOnce,
    async ask(numbers) {
      calls.push(numbers);
      underWay += 1;
      peak = Math.max(peak, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      if (numbers.includes(13)) throw new Error('unlucky');
      return numbers.map((number) => 2 * number);
    },
  });
  return { ask, calls, peak: () => peak };
}

const numbers = Array.from({ length: 10 }, (_, index) => index);

describe('questions that are asked together', () => {
  it('go in few calls, few of them at once, and each has its own answer', async () => {
    const { ask, calls, peak } = doubling(3, 2);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map((number) => 2 * number));
    expect(calls.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    expect(peak()).toBe(2);
    expect(await ask(5)).toBe(10);
    expect(calls).toHaveLength(5);
  });

  it('fail with their own call, and no other', async () => {
    const { ask } = doubling(2, 4);
    const answers = await Promise.allSettled([13, 1, 2, 3].map(ask));
    expect(answers.map(({ status }) => status)).toEqual([
      ...['rejected', 'rejected', 'fulfilled', 'fulfilled'],
    ]);
    expect(await ask(4)).toBe(8);
  });

  it('have no answer where the call has too few', async () => {
    const ask = createBatcher<number, number>({ most: 5, atOnce: 1, ask: async () => [1] });
    const answers = await Promise.allSettled([1, 2].map(ask));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
