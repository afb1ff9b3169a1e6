import type { Limits } from '../registry/destination.ts';

/** How a destination does, over all its deliveries. Times are milliseconds since 1970. */
export interface GateState {
  /** Attempts under way and when each counts as lost: its worker may have died. */
  readonly leases: Readonly<Record<string, number>>;
  /** When the next attempt may begin under the rate. */
  readonly nextAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /** When the first of them ended. */
  readonly failingSince?: number;
  /** The circuit is open until then, and half open from then on; absent: it is closed. */
  readonly openUntil?: number;
  /** Kept to five seconds. */
  readonly lastSuccessAt?: number;
  /** Every attempt of a delivery failed, over the whole schedule: nothing is posted until an officer says so. */
  readonly disabledAt?: number;
}

export const NEW_GATE: GateState = { leases: {}, nextAt: 0, failures: 0 };

/** What an attempt came to, for the destination: `neutral` is about the one message (400), not about the receiver. */
export type AttemptOutcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'neutral' }
  | { readonly kind: 'failure'; readonly retryAfterSeconds?: number };

export type Entry =
  /** Try now. `state` is to be written first, if it is there. */
  | { readonly kind: 'enter'; readonly state?: GateState }
  /** Come again later; no attempt was made. */
  | {
      readonly kind: 'wait';
      readonly why: 'concurrency' | 'rate';
      readonly seconds: number;
      readonly state?: GateState;
    }
  /** No attempt is worth making; it counts as one, so that the schedule goes on. */
  | { readonly kind: 'shut'; readonly failure: 'circuit_open' | 'destination_disabled' };

const DEFAULT_FAILURES_IN_A_ROW = 10;
/**
 * No row is shorter, and a success is noted as often. Of thirty attempts under way ten may fail in one moment at a destination
 * that takes most of what it gets, and be noted before what arrives beside them.
 */
const ROW_MS = 5000;
/** An attempt ends well before (adapters/aws/shared/https-poster.ts); later its worker has died. */
const LEASE_MS = 60_000;
/** The circuit is open for half a minute, then for twice as long each time, up to a quarter of an hour. */
const OPEN_MS = 30_000;
const MAX_OPEN_MS = 15 * 60_000;
/** What may begin at once under a rate: a second's worth. */
const BURST_MS = 1000;
/** Where all places are taken, somebody leaves within this, as a rule. */
const BUSY_SECONDS = { least: 1, spread: 4 } as const;

/**
 * Whether an attempt may begin (docs/adr/0020).
 *
 * @param attempt names the attempt among those under way
 * @param hasTurn the delivery has waited for its turn under the rate
 * @param random 0 up to 1
 */
export function enterGate(
  gate: GateState,
  limits: Limits,
  attempt: { readonly id: string; readonly hasTurn: boolean },
  now: number,
  random: number,
): Entry {
  if (gate.disabledAt !== undefined) return { kind: 'shut', failure: 'destination_disabled' };
  const leases = Object.fromEntries(Object.entries(gate.leases).filter(([, end]) => end > now));
  const underWay = Object.keys(leases).length;
  const isHalfOpen = gate.openUntil !== undefined && gate.openUntil <= now;
  if (gate.openUntil !== undefined && !(isHalfOpen && underWay === 0)) {
    return { kind: 'shut', failure: 'circuit_open' };
  }
  const { concurrency, perSecond } = limits;
  if (concurrency !== undefined && underWay >= concurrency) {
    const seconds = BUSY_SECONDS.least + random * BUSY_SECONDS.spread;
    return { kind: 'wait', why: 'concurrency', seconds };
  }
  let { nextAt } = gate;
  if (perSecond !== undefined && !attempt.hasTurn) {
    // The virtual scheduling form of the leaky bucket (GCRA, ITU-T I.371): one number is the whole queue.
    const interval = 1000 / perSecond;
    const turn = Math.max(nextAt, now);
    nextAt = turn + interval;
    if (turn - now > Math.max(0, BURST_MS - interval)) {
      const seconds = (turn - now) / 1000;
      return { kind: 'wait', why: 'rate', seconds, state: { ...gate, leases, nextAt } };
    }
  }
  // A closed circuit without limits costs no write.
  if (concurrency === undefined && perSecond === undefined && !isHalfOpen) return { kind: 'enter' };
  const mine = { ...leases, [attempt.id]: now + LEASE_MS };
  return { kind: 'enter', state: { ...gate, leases: mine, nextAt } };
}

/**
 * What becomes of the gate after an attempt.
 *
 * @param now when it ended, which may be long before it can be noted
 * @returns undefined when nothing does
 */
export function leaveGate(
  gate: GateState,
  limits: Limits,
  attemptId: string,
  outcome: AttemptOutcome,
  now: number,
): GateState | undefined {
  const { [attemptId]: held, ...leases } = gate.leases;
  const { openUntil, failingSince, ...rest } = { ...gate, leases };
  const isOpen = openUntil !== undefined && openUntil > now;
  const isHalfOpen = openUntil !== undefined && !isOpen;
  switch (outcome.kind) {
    case 'neutral': {
      // It answered: a half open circuit need not stay so.
      if (held === undefined && openUntil === undefined) return undefined;
      return openUntil === undefined ? { ...gate, leases } : { ...rest, failures: 0 };
    }
    case 'success': {
      const before = gate.lastSuccessAt ?? 0;
      const isNews = now - before >= ROW_MS;
      const wasWell = gate.failures === 0 && openUntil === undefined;
      if (held === undefined && wasWell && !isNews) return undefined;
      return { ...rest, failures: 0, lastSuccessAt: Math.max(now, before) };
    }
    case 'failure': {
      const threshold = limits.failuresInARow ?? DEFAULT_FAILURES_IN_A_ROW;
      // Notes of one moment wait for each other: what has arrived since ended the row that this one belongs to. And those that
      // began before the circuit opened do not keep it open for longer.
      const counts = (gate.lastSuccessAt ?? 0) <= now && !isOpen;
      const asked = Math.min((outcome.retryAfterSeconds ?? 0) * 1000, MAX_OPEN_MS);
      const since = Math.min(failingSince ?? now, now);
      const most = isHalfOpen ? Infinity : threshold;
      const failures = counts ? Math.min(gate.failures + 1, most) : gate.failures;
      const over = failures - threshold;
      const isRow = failures < 2 || now - since >= ROW_MS;
      const opens = counts && over >= 0 && isRow;
      const open = opens ? Math.min(OPEN_MS * 2 ** Math.min(over, 10), MAX_OPEN_MS) : 0;
      const until = now + Math.max(open, asked);
      const isAsBefore = failures === gate.failures && until === now;
      if (isAsBefore && held === undefined) return undefined;
      return {
        ...rest,
        failures,
        ...(failures > 0 ? { failingSince: since } : {}),
        ...(until > now || openUntil !== undefined
          ? { openUntil: Math.max(until, openUntil ?? 0) }
          : {}),
      };
    }
  }
}

/** Whether a delivery that was tried since `since` in vain ends the destination, too. */
export function isGivenUp(gate: GateState, since: number): boolean {
  return (
    gate.disabledAt === undefined &&
    // A success within the last five seconds before counts as one after: it is not kept more exactly.
    (gate.lastSuccessAt === undefined || gate.lastSuccessAt + ROW_MS < since)
  );
}

/** The gate as an officer opens it again. */
export function enabledGate({ nextAt, leases, lastSuccessAt }: GateState): GateState {
  return { leases, nextAt, failures: 0, ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }) };
}

/** How it is called where people look. */
export type Circuit = 'closed' | 'open' | 'half_open' | 'disabled';

export function circuitOf({ disabledAt, openUntil }: GateState, now: number): Circuit {
  if (disabledAt !== undefined) return 'disabled';
  if (openUntil === undefined) return 'closed';
  return openUntil > now ? 'open' : 'half_open';
}
