import { describe, expect, it } from 'vitest';
import { createCachedLookup } from '../../../../lambdas/adapters/aws/shared/cached-lookup.ts';

/** A lookup that counts its loads; values are absent when they are empty. */
function counting(
  load: (key: string) => Promise<readonly string[]>,
  { max = 3, ttlMs = 100, absentTtlMs = 10 } = {},
) {
  const loads: string[] = [];
  const time = { now: 0 };
  const lookup = createCachedLookup<readonly string[]>({
    max,
    ttlMs,
    absentTtlMs,
    isAbsent: (value) => value.length === 0,
    now: () => time.now,
    load: (key) => {
      loads.push(key);
      return load(key);
    },
  });
  return { lookup, loads, time };
}

describe('a cached lookup', () => {
  it('loads once for callers who ask at the same time', async () => {
    const { lookup, loads } = counting((key) => Promise.resolve([key]));
    const values = await Promise.all(Array.from({ length: 10 }, () => lookup('a')));
    expect(values).toEqual(Array.from({ length: 10 }, () => ['a']));
    expect(loads).toEqual(['a']);
  });

  it('never remembers a failure', async () => {
    let fails = true;
    const { lookup, loads } = counting((key) =>
      fails ? Promise.reject(new Error('down')) : Promise.resolve([key]),
    );
    await expect(lookup('a')).rejects.toThrow('down');
    fails = false;
    expect(await lookup('a')).toEqual(['a']);
    expect(loads).toEqual(['a', 'a']);
  });

  it('forgets the least recently used beyond its bound', async () => {
    const { lookup, loads } = counting((key) => Promise.resolve([key]));
    for (const key of ['a', 'b', 'c', 'd', 'a', 'd']) await lookup(key);
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  it('remembers presence and absence for as long as each may be old', async () => {
    const { lookup, loads, time } = counting((key) =>
      Promise.resolve(key === 'absent' ? [] : [key]),
    );
    await lookup('present');
    await lookup('absent');
    time.now = 9;
    await lookup('absent');
    expect(loads).toEqual(['present', 'absent']);
    time.now = 11;
    await lookup('absent');
    await lookup('present');
    expect(loads).toEqual(['present', 'absent', 'absent']);
    time.now = 101;
    await lookup('present');
    expect(loads.at(-1)).toBe('present');
  });

  it('remembers nothing when nothing may be old', async () => {
    const { lookup, loads } = counting((key) => Promise.resolve(key === 'absent' ? [] : [key]), {
      ttlMs: 0,
      absentTtlMs: 0,
    });
    for (const key of ['a', 'a', 'absent', 'absent']) await lookup(key);
    expect(loads).toEqual(['a', 'a', 'absent', 'absent']);
  });
});
