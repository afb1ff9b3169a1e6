import {
  enterGate,
  leaveGate,
  type AttemptOutcome,
  type Entry,
  type GateState,
} from '../core/deliver/gate.ts';
import { randomId } from '../core/message/ids.ts';
import type { Limits } from '../core/registry/destination.ts';
import type { DestinationGates } from '../ports/destination-gates.ts';
import type { PostResult } from '../ports/poster.ts';
import { chance, type Attempt, type DeliveryDependencies } from './delivery-dependencies.ts';

type GateDependencies = Pick<DeliveryDependencies, 'gates' | 'clock' | 'random'>;

export interface GatedDestination {
  readonly id: string;
  readonly limits?: Limits | undefined;
}

/** Writers that meet at one gate; whoever loses as often tries again with the next delivery. */
const MAX_TRIES = 8;
/** Seconds until somebody who could not get through asks again, at least and besides. */
const CROWDED = { least: 1, spread: 4 } as const;

/**
 * Makes an attempt if the destination can take it now, and notes how it went. How a destination does is advice: when it
 * cannot be noted, the attempt counts all the same.
 *
 * @throws when the gate cannot be read
 */
export async function passGate(
  destination: GatedDestination,
  hasTurn: boolean,
  post: () => Promise<PostResult>,
  deps: GateDependencies,
): Promise<Attempt> {
  const limits = destination.limits ?? {};
  const id = randomId(deps.random);
  const entry = await enter(destination.id, limits, { id, hasTurn }, deps);
  switch (entry.kind) {
    case 'shut':
      return { kind: 'retry', failure: entry.failure };
    case 'wait':
      return {
        kind: 'wait',
        why: entry.why,
        seconds: entry.seconds,
        // A turn that was waited for is not lost to a crowd.
        hasTurn: entry.why === 'rate' || hasTurn,
      };
    case 'enter':
  }
  let outcome: AttemptOutcome = { kind: 'failure' };
  try {
    const result = await post();
    outcome = outcomeOf(result);
    return result.kind === 'delivered'
      ? { kind: 'delivered', receipt: String(result.status) }
      : result;
  } finally {
    // How it stands now, not as it stood at the door: others may have failed since, and a success ends their row.
    await leave(destination.id, limits, id, outcome, deps);
  }
}

/** Of a rate no more than this is waited for in the queue; the sweeper has what waits longer. */
async function enter(
  destinationId: string,
  limits: Limits,
  attempt: { readonly id: string; readonly hasTurn: boolean },
  { gates, clock, random }: GateDependencies,
): Promise<Entry> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { state, revision } = await gates.read(destinationId);
    const entry = enterGate(state, limits, attempt, clock.now().getTime(), chance(random));
    const next = entry.kind === 'shut' ? undefined : entry.state;
    if (next === undefined) return entry;
    if (await gates.write(destinationId, { state: next, revision })) return entry;
  }
  const seconds = CROWDED.least + chance(random) * CROWDED.spread;
  return { kind: 'wait', why: 'concurrency', seconds };
}

async function leave(
  destinationId: string,
  limits: Limits,
  attemptId: string,
  outcome: AttemptOutcome,
  { gates, clock }: GateDependencies,
): Promise<void> {
  // It is noted when others have noted theirs; what counts is when it ended.
  const now = clock.now().getTime();
  try {
    await changeGate(gates, destinationId, (state) =>
      leaveGate(state, limits, attemptId, outcome, now),
    );
  } catch {
    // A place that nobody gives back is free again after a while.
  }
}

/** @returns false when nothing was to be changed, or others were always faster */
export async function changeGate(
  gates: DestinationGates,
  destinationId: string,
  change: (state: GateState) => GateState | undefined,
): Promise<boolean> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { state, revision } = await gates.read(destinationId);
    const next = change(state);
    if (next === undefined) return false;
    if (await gates.write(destinationId, { state: next, revision })) return true;
  }
  return false;
}

/** A 4xx is about the one message, but for "too slow" and "too many". */
const ABOUT_THE_MESSAGE = /^http_4(?!08|29)\d\d$/;

function outcomeOf(result: PostResult): AttemptOutcome {
  if (result.kind === 'delivered') return { kind: 'success' };
  if (ABOUT_THE_MESSAGE.test(result.failure)) return { kind: 'neutral' };
  const { retryAfterSeconds } = { retryAfterSeconds: undefined, ...result };
  return { kind: 'failure', ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
