import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  MINUTE_MS,
  scheduledFor,
  timeProblems,
  type SendWindow,
} from '../../../lambdas/core/send/send-window.ts';

const NOW = new Date('2026-11-28T17:00:00.000Z');
const ahead = (ms: number) => new Date(NOW.getTime() + ms).toISOString();
const lenient: SendWindow = { field: '/send_at', mostMs: 3 * DAY_MS, past: 'now' };
const strict: SendWindow = {
  ...{ field: 'SendAt', past: 'refused', leastMs: 5 * MINUTE_MS },
  mostMs: 35 * DAY_MS,
};

describe('how far ahead an API schedules', () => {
  it.each([
    ['nothing', lenient, undefined],
    ['a time in its window', lenient, ahead(DAY_MS)],
    ['the last moment of it', lenient, ahead(3 * DAY_MS)],
    ['a time in the past, which is now', lenient, ahead(-DAY_MS)],
    ['the first moment', strict, ahead(5 * MINUTE_MS)],
  ])('leaves room for %s', (_name, window, sendAt) => {
    const message = sendAt === undefined ? {} : { sendAt };
    expect(timeProblems([message], window, NOW)).toEqual([]);
  });

  it.each([
    ['a later one', lenient, ahead(3 * DAY_MS + 1), '/send_at', 'is more than 72 hours ahead'],
    ['a later one', strict, ahead(36 * DAY_MS), 'SendAt', 'is more than 35 days ahead'],
    ['one that is too soon', strict, ahead(MINUTE_MS), 'SendAt', 'is less than 5 minutes ahead'],
    ['one in the past', strict, ahead(-1), 'SendAt', 'is in the past'],
    ['now', strict, ahead(0), 'SendAt', 'is in the past'],
    ['what is no time', lenient, 'x', '/send_at', 'is not a time'],
  ])('leaves none for %s', (_name, window, sendAt, field, message) => {
    expect(timeProblems([{}, { sendAt }, { sendAt }], window, NOW)).toEqual([{ field, message }]);
  });

  it('is asked of no API that cannot say when', () => {
    expect(timeProblems([{}], undefined, NOW)).toEqual([]);
    expect(() => timeProblems([{ sendAt: ahead(1) }], undefined, NOW)).toThrow(TypeError);
  });
});

describe('a time that had passed when a message was decided', () => {
  it.each([
    [undefined, undefined],
    [ahead(-1), undefined],
    [ahead(0), undefined],
    [ahead(1), ahead(1)],
  ])('is no schedule: %s', (sendAt, scheduled) => {
    const message = sendAt === undefined ? {} : { sendAt };
    expect(scheduledFor(message, NOW.toISOString())).toBe(scheduled);
  });
});
