import fc from '../../support/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  circuitOf,
  enabledGate,
  enterGate,
  isGivenUp,
  leaveGate,
  NEW_GATE,
  type AttemptOutcome,
  type GateState,
} from '../../../lambdas/core/deliver/gate.ts';
import type { Limits } from '../../../lambdas/core/registry/destination.ts';

const NOW = Date.parse('2026-11-28T17:00:00Z');
const HOUR = 3_600_000;
const enter = (gate: GateState, limits: Limits = {}, now = NOW, hasTurn = false, id = 'a') =>
  enterGate(gate, limits, { id, hasTurn }, now, 0.5);
const after = (
  gate: GateState,
  outcome: AttemptOutcome,
  { limits = {}, now = NOW, id = 'a' }: { limits?: Limits; now?: number; id?: string } = {},
) => leaveGate(gate, limits, id, outcome, now) ?? gate;
const failure: AttemptOutcome = { kind: 'failure' };

/** The last of so many failures, of which each takes as long as the shortest row. */
function failed(times: number, limits: Limits = {}): GateState {
  let gate = NEW_GATE;
  for (let left = times - 1; left >= 0; left -= 1) {
    gate = after(gate, failure, { limits, now: NOW - left * 5000 });
  }
  return gate;
}

describe('a destination without limits', () => {
  it('lets everybody in, and costs a write only when something changes', () => {
    expect(enter(NEW_GATE)).toEqual({ kind: 'enter' });
    const well = after(NEW_GATE, { kind: 'success' });
    expect(well).toEqual({ ...NEW_GATE, lastSuccessAt: NOW });
    expect(leaveGate(well, {}, 'a', { kind: 'success' }, NOW + 4999)).toBeUndefined();
    expect(leaveGate(well, {}, 'a', { kind: 'neutral' }, NOW)).toBeUndefined();
    expect(after(well, { kind: 'success' }, { now: NOW + 5000 }).lastSuccessAt).toBe(NOW + 5000);
  });
});

describe('the circuit', () => {
  it('opens after ten failures in a row, and a success before begins anew', () => {
    expect(enter(failed(9)).kind).toBe('enter');
    const open = failed(10);
    expect(circuitOf(open, NOW)).toBe('open');
    expect(enter(open)).toEqual({ kind: 'shut', failure: 'circuit_open' });
    expect(failed(3, { failuresInARow: 3 }).openUntil).toBe(NOW + 30_000);
    const saved = after(failed(9), { kind: 'success' });
    expect(after(saved, failure).openUntil).toBeUndefined();
  });

  it('lets one probe through when its time is over, and no second beside it', () => {
    const now = NOW + 30_000;
    const probe = enter(failed(10), {}, now);
    if (probe.kind !== 'enter' || probe.state === undefined) throw new Error('no probe');
    expect(circuitOf(probe.state, now)).toBe('half_open');
    expect(enter(probe.state, {}, now, false, 'b')).toEqual({
      kind: 'shut',
      failure: 'circuit_open',
    });
    const closed = after(probe.state, { kind: 'success' }, { now });
    expect(circuitOf(closed, now)).toBe('closed');
    expect(closed).toMatchObject({ failures: 0, leases: {} });
    const again = after(probe.state, failure, { now });
    expect(again.openUntil).toBe(now + 60_000);
    expect(again.leases).toEqual({});
  });

  it('stays open for longer each time, and for no longer than a quarter of an hour', () => {
    let gate = failed(10);
    let now = NOW;
    const spans: number[] = [];
    for (let probe = 0; probe < 9; probe += 1) {
      spans.push((gate.openUntil! - now) / 1000);
      now = gate.openUntil!;
      gate = after(gate, failure, { now });
    }
    expect(spans).toEqual([30, 60, 120, 240, 480, 900, 900, 900, 900]);
  });

  it('is not opened by failures of one moment, however many, but by those that go on for five seconds', () => {
    let gate = NEW_GATE;
    for (let count = 0; count < 30; count += 1) gate = after(gate, failure, { now: NOW + count });
    expect(gate).toEqual({ ...NEW_GATE, failures: 10, failingSince: NOW });
    expect(leaveGate(gate, {}, 'b', failure, NOW + 4999)).toBeUndefined();
    expect(after(gate, { kind: 'success' }, { now: NOW + 4999 }).failures).toBe(0);
    expect(after(gate, failure, { now: NOW + 5000 }).openUntil).toBe(NOW + 35_000);
    expect(after(NEW_GATE, failure, { limits: { failuresInARow: 1 } }).openUntil).toBe(
      NOW + 30_000,
    );
  });

  it('is not opened by failures that something arrived after, however late they are noted', () => {
    const saved = after(failed(9), { kind: 'success' }, { now: NOW + 5 });
    expect(leaveGate(saved, {}, 'b', failure, NOW + 4)).toBeUndefined();
    // Its place is given back, and what it asked for is done.
    const taken = { ...saved, leases: { b: NOW + 60_000 } };
    expect(leaveGate(taken, {}, 'b', failure, NOW + 4)).toEqual(saved);
    const asked: AttemptOutcome = { kind: 'failure', retryAfterSeconds: 60 };
    expect(leaveGate(saved, {}, 'b', asked, NOW + 4)).toEqual({
      ...saved,
      openUntil: NOW + 60_004,
    });
    expect(after(saved, failure, { now: NOW + 5 }).failures).toBe(1);
    // Nor does a success that is noted late make an earlier one of a later one.
    expect(after(taken, { kind: 'success' }, { now: NOW + 4, id: 'b' })).toEqual(saved);
  });

  it('is not kept open for longer by those that began before', () => {
    const open = failed(10);
    for (const now of [NOW, NOW + 15_000]) {
      expect(leaveGate(open, {}, 'b', failure, now)).toBeUndefined();
    }
  });

  it('opens at once for as long as the destination asks, within its bound', () => {
    const asked = after(NEW_GATE, { kind: 'failure', retryAfterSeconds: 60 });
    expect(enter(asked, {}, NOW + 59_999)).toMatchObject({ kind: 'shut' });
    expect(enter(asked, {}, NOW + 60_000)).toMatchObject({ kind: 'enter' });
    const long = after(NEW_GATE, { kind: 'failure', retryAfterSeconds: 86_400 });
    expect(long.openUntil).toBe(NOW + 900_000);
  });

  it('is not stuck half open by a probe whose worker died', () => {
    const probe = enter(failed(10), {}, NOW + 30_000);
    const state = probe.kind === 'enter' ? probe.state! : NEW_GATE;
    expect(enter(state, {}, NOW + 30_000 + 60_000, false, 'b').kind).toBe('enter');
  });

  it('closes when the answer to a probe is about the message alone', () => {
    const probe = enter(failed(10), {}, NOW + 30_000);
    const state = probe.kind === 'enter' ? probe.state! : NEW_GATE;
    expect(circuitOf(after(state, { kind: 'neutral' }), NOW + 30_000)).toBe('closed');
  });
});

describe('a limit of attempts under way', () => {
  const limits = { concurrency: 2 };

  it('keeps a third waiting until one has left, or is lost', () => {
    let gate = NEW_GATE;
    for (const id of ['a', 'b']) {
      const entry = enter(gate, limits, NOW, false, id);
      if (entry.kind !== 'enter') throw new Error('not let in');
      gate = entry.state!;
    }
    const third = enter(gate, limits, NOW, false, 'c');
    expect(third).toEqual({ kind: 'wait', why: 'concurrency', seconds: 3 });
    expect(enter(after(gate, { kind: 'success' }), limits, NOW, false, 'c').kind).toBe('enter');
    expect(enter(gate, limits, NOW + 60_000, false, 'c').kind).toBe('enter');
  });
});

describe('a limit of attempts in a second', () => {
  it('gives each that must wait a turn of its own, and keeps it for them', () => {
    const limits = { perSecond: 2 };
    let gate = NEW_GATE;
    const waits: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const entry = enter(gate, limits, NOW, false, String(count));
      if (entry.kind === 'shut') throw new Error('shut');
      gate = entry.state!;
      waits.push(entry.kind === 'wait' ? entry.seconds : 0);
    }
    expect(waits).toEqual([0, 0, 1, 1.5, 2, 2.5]);
    expect(enter(gate, limits, NOW + 1000, true, '2')).toMatchObject({ kind: 'enter' });
  });

  it('never lets more begin than the rate and its burst, whenever they come', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.5, 1, 3, 20), (gaps, perSecond) => {
        let gate = NEW_GATE;
        let now = NOW;
        const begun: number[] = [];
        for (const [index, gap] of gaps.entries()) {
          now += gap;
          const entry = enterGate(
            gate,
            { perSecond },
            { id: String(index), hasTurn: false },
            now,
            0,
          );
          if (entry.kind === 'shut') throw new Error('shut');
          gate = { ...entry.state!, leases: {} };
          begun.push(entry.kind === 'wait' ? now + entry.seconds * 1000 : now);
        }
        begun.sort((a, b) => a - b);
        begun.forEach((from, index) => {
          const within = begun.slice(index).filter((at) => at < from + 1000).length;
          expect(within).toBeLessThanOrEqual(Math.ceil(perSecond) + Math.max(1, perSecond));
        });
      }),
    );
  });
});

describe('a destination that took nothing', () => {
  const since = NOW - 75 * HOUR;
  it.each<[string, Partial<GateState>, boolean]>([
    ['has never taken anything', {}, true],
    ['took the last before that', { lastSuccessAt: since - 2 * HOUR }, true],
    ['took something in the seconds before', { lastSuccessAt: since - 4000 }, false],
    ['took something since', { lastSuccessAt: NOW - HOUR }, false],
    ['is disabled already', { disabledAt: NOW - 1 }, false],
  ])('and %s: %j', (_what, state, expected) => {
    expect(isGivenUp({ ...NEW_GATE, ...state }, since)).toBe(expected);
  });

  it('is shut until an officer opens it, and then as new', () => {
    const disabled = { ...failed(12), lastSuccessAt: 1, disabledAt: NOW };
    expect(enter(disabled, {}, NOW + 1e9)).toEqual({
      kind: 'shut',
      failure: 'destination_disabled',
    });
    expect(circuitOf(disabled, NOW)).toBe('disabled');
    expect(enter(enabledGate(disabled)).kind).toBe('enter');
    expect(enabledGate(disabled)).toEqual({ ...NEW_GATE, lastSuccessAt: 1 });
  });
});
