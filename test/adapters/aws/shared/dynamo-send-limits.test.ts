import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoSendLimits } from '../../../../lambdas/adapters/aws/shared/dynamo-send-limits.ts';
import type { SendLimit } from '../../../../lambdas/core/send/rate-limit.ts';
import { onTable, run, startTables, type Running } from '../endpoints.ts';
import { freshId } from '../samples.ts';

const LIMIT: SendLimit = { perSecond: 1, burst: 5, perDay: 12 };
const START = Date.parse('2026-11-26T12:00:00Z');

let running: Running;
let now = START;
/** What one of the machines that send counts with. */
const machine = (skew = 0) =>
  createDynamoSendLimits({
    ...onTable(running, 'requests'),
    clock: { now: () => new Date(now + skew), monotonic: () => 0 },
  });
beforeAll(async () => {
  running = await run(async (folder) => ({ dynamodb: await startTables(folder) }));
});
afterAll(() => running.close());

describe('what a key has sent, in DynamoDB', () => {
  it('is counted by all machines together, at the same instant too', async () => {
    now = START;
    const key = freshId('mk');
    const machines = [machine(), machine(), machine()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => machines[index % 3]!.take(key, 1, LIMIT)),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(5);
    const later = await machine().take(key, 1, LIMIT);
    expect(later).toEqual(new Date(START + 1000));
    now = START + 1000;
    expect(await machines[0]!.take(key, 1, LIMIT)).toBeUndefined();
    expect(await machines[1]!.take(key, 1, LIMIT)).toEqual(new Date(START + 2000));
  });

  it('leaves other keys alone', async () => {
    now = START;
    const key = freshId('mk');
    expect(await machine().take(key, 5, LIMIT)).toBeUndefined();
    expect(await machine().take(key, 1, LIMIT)).toBeDefined();
    expect(await machine().take(freshId('mk'), 5, LIMIT)).toBeUndefined();
  });

  it('ends with the day, for a machine whose clock is behind as well', async () => {
    now = Date.parse('2026-11-26T23:59:00Z');
    const key = freshId('mk');
    const [first, behind] = [machine(), machine(-120_000)];
    const none = { ...LIMIT, burst: 12 };
    expect(await first.take(key, 12, none)).toBeUndefined();
    expect(await first.take(key, 1, none)).toEqual(new Date('2026-11-27T00:00:00Z'));
    now = Date.parse('2026-11-27T00:01:00Z');
    expect(await first.take(key, 10, none)).toBeUndefined();
    expect(await behind.take(key, 1, none)).toBeUndefined();
    now += 3_600_000;
    expect(await first.take(key, 1, none)).toBeUndefined();
    expect(await first.take(key, 1, none)).toEqual(new Date('2026-11-28T00:00:00Z'));
  });

  it('bounds what waits for one day, for all machines together, and counts nothing of what it refuses', async () => {
    const key = freshId('mk');
    const on = (date: number, recipients: number) => ({
      ...{ day: `2026-12-0${date}`, until: `2026-12-0${date}T08:00:00.000Z`, recipients },
    });
    const machines = [machine(), machine(), machine()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => machines[index % 3]!.reserve(key, [on(1, 2)], 11)),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(5);
    expect(answers.find((answer) => answer !== undefined)).toEqual(on(1, 2));
    // The second day is as empty after it as before.
    expect(await machine().reserve(key, [on(2, 11), on(1, 2)], 11)).toEqual(on(1, 2));
    expect(await machine().reserve(key, [on(2, 11), on(1, 1)], 11)).toBeUndefined();
    expect(await machine().reserve(key, [on(3, 12)], 11)).toEqual(on(3, 12));
    expect(await machine().reserve(freshId('mk'), [on(1, 11)], 11)).toBeUndefined();
    // What waits is no part of what is sent in a second.
    expect(await machine().take(key, 5, LIMIT)).toBeUndefined();
  });

  it('recovers from a clock that was a year ahead', async () => {
    now = START;
    const key = freshId('mk');
    expect(await machine(365 * 86_400_000).take(key, 5, LIMIT)).toBeUndefined();
    expect(await machine().take(key, 5, LIMIT)).toBeUndefined();
    expect(await machine().take(key, 1, LIMIT)).toBeDefined();
  });
});
