import { describe, expect, it } from 'vitest';
import { dueDays, mostForOneDay } from '../../../lambdas/core/send/due-days.ts';
import { PLAIN, PLAIN_TEXT } from './messages.ts';

const NOW = new Date('2026-11-28T17:00:00.000Z');

describe('what a request has wait', () => {
  it('is counted in recipients, by the day in UTC, until the last of each day', () => {
    const to = ['a@mail.example', 'b@mail.example'].map((address) => ({ address }));
    const two = { ...PLAIN, channel: 'email', to, cc: to } as const;
    expect(
      dueDays(
        [
          { ...two, sendAt: '2026-11-29T20:00:00.000Z' },
          { ...PLAIN_TEXT, sendAt: '2026-11-29T23:59:59.999Z' },
          { ...two, sendAt: '2026-11-29T08:00:00.000Z' },
          { ...PLAIN_TEXT, sendAt: '2026-11-30T00:00:00.000Z' },
        ],
        NOW,
      ),
    ).toEqual([
      { day: '2026-11-29', recipients: 9, until: '2026-11-29T23:59:59.999Z' },
      { day: '2026-11-30', recipients: 1, until: '2026-11-30T00:00:00.000Z' },
    ]);
  });

  it.each([undefined, '2026-11-28T17:00:00.000Z', '2026-11-01T00:00:00.000Z'])(
    'is nothing of what leaves now: %s',
    (sendAt) => {
      expect(dueDays([{ ...PLAIN, ...(sendAt === undefined ? {} : { sendAt }) }], NOW)).toEqual([]);
    },
  );

  it.each([
    [500_000, 10_000],
    [2_000, 2_000],
  ])('for one day is bounded: of a key that may send %i a day by %i', (perDay, most) => {
    expect(mostForOneDay({ perSecond: 1, burst: 1, perDay })).toBe(most);
  });
});
