import { describe, expect, it } from 'vitest';
import { createClockControl } from '../../local/clock-control.ts';
import { createMovableClock } from '../../local/movable-clock.ts';

const LOCAL = { host: '127.0.0.1:8787', 'content-type': 'application/json' };

function start() {
  const clock = createMovableClock();
  const seen: number[] = [];
  const app = createClockControl(clock, async () => {
    seen.push(clock.now().getTime());
  });
  const ask = (init: RequestInit = {}) =>
    app.request('http://127.0.0.1/clock', { headers: LOCAL, ...init });
  return { clock, seen, ask };
}

/** A little less than none is none, and not the other zero. */
const hoursAhead = (time: Date | string | number): number =>
  Math.round((new Date(time).getTime() - Date.now()) / 36_000) / 100 || 0;

describe('a clock that moves', () => {
  it.each([
    ['forward', 75, [75]],
    ['back', -2, [-2]],
    ['not at all', 0, [0]],
  ])('goes %s, hands out what is due by then, and tells its time', async (_, hours, expected) => {
    const { clock, seen, ask } = start();
    const body = JSON.stringify({ seconds: hours * 3600 });
    const answer = await ask({ method: 'POST', body });
    expect(answer.status).toBe(200);
    const { now } = (await answer.json()) as { now: string };
    expect(seen.map(hoursAhead)).toEqual(expected);
    expect([hoursAhead(now), hoursAhead(clock.now())]).toEqual([hours, hours]);
    const told = (await (await ask()).json()) as { now: string };
    expect(hoursAhead(told.now)).toBe(hours);
  });

  it('still measures durations as they are', () => {
    const { clock } = start();
    const before = clock.monotonic();
    clock.move(3600);
    expect(clock.monotonic() - before).toBeLessThan(60_000);
  });

  it.each(['', '{}', '{"seconds":"3600"}', '{"seconds":1e12}', '{"seconds":1,"hours":1}', '[1]'])(
    'refuses %s and stays where it is',
    async (body) => {
      const { clock, seen, ask } = start();
      expect((await ask({ method: 'POST', body })).status).toBe(400);
      expect([hoursAhead(clock.now()), seen]).toEqual([0, []]);
    },
  );

  it.each([
    ['a web page', { ...LOCAL, origin: 'https://example.org' }],
    ['a name that is not of this machine', { ...LOCAL, host: 'example.org' }],
  ])('is not moved by %s', async (_, headers) => {
    const { clock, ask } = start();
    const answer = await ask({ method: 'POST', headers, body: '{"seconds":3600}' });
    expect(answer.status).toBe(403);
    expect(hoursAhead(clock.now())).toBe(0);
  });
});
