import { readMatrix } from '../core/decide/channel-matrix.ts';
import { loadPolicy } from '../core/decide/engine.ts';
import type { BaaState } from '../core/decide/facts.ts';
import {
  POLICY_ID,
  POLICY_KIND,
  type PolicyEntries,
  type PolicyEntry,
} from '../core/decide/policy-entry.ts';
import { provePolicy } from '../core/decide/prove.ts';
import { baaState } from '../core/registry/baa-state.ts';
import { CHANNELS } from '../core/vocabulary.ts';
import type { Clock } from '../ports/clock.ts';
import type { Registry } from '../ports/registry.ts';
import type { ChangeReason, VersionedStore } from '../ports/versioned-store.ts';

export interface PublishPolicyDependencies {
  readonly policies: VersionedStore<PolicyEntries>;
  readonly registry: Pick<Registry, 'vendor'>;
  readonly clock: Clock;
}

export type PublishOutcome =
  | { readonly kind: 'published'; readonly version: number; readonly policyVersion: string }
  /** Somebody else published first; `version` is the one in force. */
  | { readonly kind: 'conflict'; readonly version: number }
  /** Nothing changed. Sentences for whoever edits the policy. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Puts a policy in force: loads it, with the vendors' agreements as they are now, proves what Cordon promises,
 * and stores it as the next version. Whoever decides takes it within half a minute.
 */
export async function publishPolicy(
  entry: PolicyEntry,
  reason: ChangeReason,
  deps: PublishPolicyDependencies,
): Promise<PublishOutcome> {
  const load = loadPolicy(entry, await agreementsOf(entry.matrix, deps));
  if (load.kind === 'rejected') return { kind: 'refused', problems: load.problems };
  const problems = provePolicy(load.policy);
  if (problems.length > 0) return { kind: 'refused', problems };
  const outcome = await deps.policies.put(POLICY_KIND, POLICY_ID, entry, reason);
  if (outcome.kind === 'conflict') return outcome;
  return { kind: 'published', version: outcome.version, policyVersion: load.policy.version };
}

/** The agreements with the vendors of the matrix's routes. What is wrong with the matrix, loading says. */
async function agreementsOf(
  text: string,
  { registry, clock }: PublishPolicyDependencies,
): Promise<Readonly<Record<string, BaaState>>> {
  const { matrix } = readMatrix(text);
  const states: Record<string, BaaState> = {};
  for (const channel of CHANNELS) {
    const id = matrix?.vendorOf(channel);
    if (id === undefined || Object.hasOwn(states, id)) continue;
    states[id] = baaState((await registry.vendor(id))?.baa, clock.now());
  }
  return states;
}
