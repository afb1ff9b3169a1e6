import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import { limitSchema } from '../../../lambdas/core/registry/access-key.ts';
import {
  DEFAULT_LIMIT,
  limitOf,
  movedOn,
  takeFrom,
  type RateState,
  type SendLimit,
} from '../../../lambdas/core/send/rate-limit.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const LIMIT: SendLimit = { perSecond: 2, burst: 10, perDay: 100 };

/** What became of requests for so many recipients, each so many milliseconds after noon. */
function run(requests: readonly (readonly [number, number])[], limit = LIMIT): boolean[] {
  let state: RateState | undefined;
  return requests.map(([at, recipients]) => {
    const answer = takeFrom(state, recipients, limit, NOW + at);
    if (answer.kind === 'limited') return false;
    state = movedOn(state, answer, recipients, NOW + at);
    return true;
  });
}

describe('the limit of a key', () => {
  it.each([
    ['is the default where it says nothing', undefined, DEFAULT_LIMIT],
    [
      'lets no more go at once than in a second where it names the rate alone',
      { perSecond: 5 },
      { perSecond: 5, burst: 5, perDay: DEFAULT_LIMIT.perDay },
    ],
    [
      'lets one go at once, however slow',
      { perSecond: 0.1 },
      { perSecond: 0.1, burst: 1, perDay: DEFAULT_LIMIT.perDay },
    ],
    [
      'keeps the usual rate where it names the day alone',
      { perDay: 9 },
      { ...DEFAULT_LIMIT, perDay: 9 },
    ],
  ])('%s', (_what, given, limit) => {
    expect(limitOf(given)).toEqual(limit);
  });

  it.each([
    ['one figure', { perDay: 3 }, true],
    ['all', { perSecond: 0.5, burst: 3, perDay: 30 }, true],
    ['none', {}, false],
    ['a rate of nothing', { perSecond: 0 }, false],
    ['half a recipient at once', { burst: 1.5 }, false],
    ['something else', { perMinute: 3 }, false],
  ])('may be written with %s', (_what, entry, isValid) => {
    expect(limitSchema.safeParse(entry).success).toBe(isValid);
  });
});

describe('what a key may send', () => {
  it.each([
    [
      'a burst, and no more at once',
      [
        [0, 10],
        [0, 1],
      ],
      [true, false],
    ],
    [
      'as much again as the rate has filled up',
      [
        [0, 10],
        [500, 1],
        [500, 1],
      ],
      [true, true, false],
    ],
    [
      'recipients are counted, not requests',
      [
        [0, 6],
        [0, 5],
        [0, 4],
      ],
      [true, false, true],
    ],
    [
      'no more than a burst after a long pause',
      [
        [0, 10],
        [3_600_000, 10],
        [3_600_000, 1],
      ],
      [true, true, false],
    ],
    [
      'what is more than a burst, when the bucket is full',
      [
        [0, 25],
        [5000, 1],
        [13_000, 1],
      ],
      [true, false, true],
    ],
    [
      'as much as a day allows, and the next day again',
      [
        [0, 90],
        [40_000_000, 11],
        [40_000_000, 10],
        [43_200_000, 10],
      ],
      [true, false, true, true],
    ],
  ] as const)('is %s', (_what, requests, expected) => {
    expect(run(requests as readonly (readonly [number, number])[])).toEqual(expected);
  });

  it('is told the time from which the same request passes', () => {
    const state: RateState = { fullAt: NOW + 5000, day: '2026-11-26', used: 10 };
    const answer = takeFrom(state, 3, LIMIT, NOW);
    expect(answer).toEqual({ kind: 'limited', retryAt: new Date(NOW + 1500) });
    expect(takeFrom(state, 3, LIMIT, NOW + 1500).kind).toBe('move');
    expect(takeFrom(state, 3, LIMIT, NOW + 1499).kind).toBe('limited');
    const full = { ...state, fullAt: 0, used: 98 };
    expect(takeFrom(full, 3, LIMIT, NOW)).toEqual({
      kind: 'limited',
      retryAt: new Date('2026-11-27T00:00:00Z'),
    });
  });

  it('does not count what a clock that was wrong has left behind', () => {
    const ahead: RateState = { fullAt: NOW + 365 * 86_400_000, day: '2027-11-26', used: 100 };
    expect(takeFrom(ahead, 1, LIMIT, NOW)).toMatchObject({ bucket: 'start', day: 'start' });
    // Another machine is in the next day already.
    const next: RateState = { fullAt: 0, day: '2026-11-27', used: 100 };
    expect(takeFrom(next, 1, LIMIT, NOW).kind).toBe('limited');
  });

  it('is never more in any time than the burst and what the rate fills up in it', () => {
    const request = fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (steps) => {
        let at = 0;
        const requests = steps.map(([pause, recipients]) => [(at += pause), recipients] as const);
        const passed = run(requests, { ...LIMIT, perDay: 1e6 });
        const sent = requests.filter((_, index) => passed[index]);
        for (let first = 0; first < sent.length; first += 1) {
          let sum = 0;
          for (const [time, recipients] of sent.slice(first)) {
            sum += recipients;
            const filled = ((time - sent[first]![0]) / 1000) * LIMIT.perSecond;
            expect(sum).toBeLessThanOrEqual(LIMIT.burst + filled + 1e-6);
          }
        }
      }),
    );
  });
});
