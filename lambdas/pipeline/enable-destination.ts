import { circuitOf, enabledGate, type Circuit } from '../core/deliver/gate.ts';
import type { EntryProblem } from '../core/registry/check-entry.ts';
import { checkWhy } from '../core/registry/check-why.ts';
import type { Lane } from '../core/vocabulary.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { DestinationGates } from '../ports/destination-gates.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Registry } from '../ports/registry.ts';
import type { Changer } from './change-registry.ts';
import { changeGate } from './pass-gate.ts';
import { recordDeed } from './record-deed.ts';

export interface EnableDependencies {
  readonly gates: Readonly<Record<Lane, DestinationGates>>;
  readonly registry: Registry;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
}

/** How a destination does. */
export interface DestinationHealth {
  readonly id: string;
  readonly lane: Lane;
  readonly circuit: Circuit;
  readonly failuresInARow: number;
  readonly underWay: number;
  /** ISO 8601, each. */
  readonly openUntil?: string;
  readonly lastSuccessAt?: string;
  readonly disabledAt?: string;
}

/** @returns undefined when there is no such destination */
export async function destinationHealth(
  id: string,
  { gates, registry, clock }: EnableDependencies,
): Promise<DestinationHealth | undefined> {
  const destination = await registry.destination(id);
  if (destination === undefined) return undefined;
  const { lane } = destination;
  const { state } = await gates[lane].read(id);
  const now = clock.now().getTime();
  const at = (name: string, time: number | undefined) =>
    time === undefined ? {} : { [name]: new Date(time).toISOString() };
  return {
    id,
    lane,
    circuit: circuitOf(state, now),
    failuresInARow: state.failures,
    underWay: Object.values(state.leases).filter((end) => end > now).length,
    ...at('openUntil', state.openUntil),
    ...at('lastSuccessAt', state.lastSuccessAt),
    ...at('disabledAt', state.disabledAt),
  };
}

export type EnableOutcome =
  | { readonly kind: 'enabled' | 'unknown' | 'not_disabled' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] };

/** An officer's act: a destination that was disabled gets webhooks again. On record before it takes effect. */
export async function enableDestination(
  id: string,
  { by, why }: Changer,
  deps: EnableDependencies,
): Promise<EnableOutcome> {
  const problems = checkWhy(why);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const health = await destinationHealth(id, deps);
  if (health === undefined) return { kind: 'unknown' };
  const { lane } = health;
  if (health.circuit !== 'disabled') return { kind: 'not_disabled' };
  await recordDeed({ subject: { kind: 'destination', id }, deed: 'enabled', by, why }, deps);
  await changeGate(deps.gates[lane], id, enabledGate);
  deps.log.write({ event: 'destination.enabled', destinationId: id, lane, keyId: by });
  return { kind: 'enabled' };
}
