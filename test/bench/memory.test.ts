import { describe, expect, it } from 'vitest';
import { figuresOf, watchMemory } from '../../bench/memory.ts';

const MB = 1024 * 1024;

describe('what a process held in memory', () => {
  it('is told early and late, so that what piles up is seen', () => {
    const samples = [100, 101, 102, 150, 150, 150, 300, 310, 305].map((mb) => mb * MB);
    expect(figuresOf(samples)).toEqual({
      ...{ first: 100, early: 101, late: 305, last: 305, max: 310 },
    });
    expect(figuresOf([7 * MB])).toEqual({
      ...{ first: 7, early: 7, late: 7, last: 7, max: 7 },
    });
  });

  it('is that of the process that is watched', async () => {
    const { max } = await watchMemory(process.pid).stop();
    expect(max).toBeGreaterThan(20);
    expect(max).toBeLessThan(8192);
  });
});
