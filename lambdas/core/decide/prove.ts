import type { Disposition } from '../vocabulary.ts';
import type { Decision } from './decision.ts';
import { factsKey } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';
import { FLOOR } from './floor.ts';
import type { LoadedPolicy } from './policy.ts';

/** Most violations that are told; one is enough to act on. */
const REPORTED = 20;

/**
 * How much a disposition lets out, least first is 0. Quarantine and block let out nothing, so neither
 * is better than the other: a sender who is there is told, a vendor is not.
 */
const RESTRICTION: Readonly<Record<Disposition, number>> = {
  as_is: 0,
  encrypted: 1,
  portal: 2,
  deidentified: 3,
  quarantine: 4,
  block: 4,
};

/** The values that are worse than a value, for the facts that have an order. */
const WORSE_PHI: Readonly<Record<DecisionFacts['phi'], readonly DecisionFacts['phi'][]>> = {
  none: ['identifier', 'health', 'phi', 'unknown'],
  identifier: ['phi', 'unknown'],
  health: ['phi', 'unknown'],
  phi: ['unknown'],
  unknown: [],
};
const WORSE_BAA: readonly DecisionFacts['baa'][] = ['lapsed', 'none', 'unknown'];
const WORSE_TRANSPORT: readonly DecisionFacts['transport'][] = ['plain', 'unknown'];

/**
 * Decides every combination of facts that the policy can tell apart and returns what is wrong, as
 * sentences (empty: nothing). Takes seconds; for `cordon policy check` and tests, not for start-up.
 *
 * - No combination leaves policy without an answer or in an error.
 * - The policy itself forbids what the floor forbids, so that no decision rests on the floor (one
 *   example for each of its rules).
 * - Worse facts never let out more.
 */
export function provePolicy(policy: LoadedPolicy): readonly string[] {
  const floorIds = new Set(FLOOR.map(({ text }) => text.id));
  const problems = new Set<string>();
  const rested = new Set<string>();
  const decided = new Map<string, { facts: DecisionFacts; decision: Decision }>();
  for (const facts of policy.distinctFacts()) {
    const decision = policy.decide(facts);
    decided.set(factsKey(facts), { facts, decision });
    if (decision.reasonCode === 'policy-error') {
      problems.add(`Evaluation fails for ${describeFacts(facts)}.`);
    }
    for (const { disposition, rules } of decision.refused) {
      for (const id of rules.filter((rule) => floorIds.has(rule) && !rested.has(rule))) {
        rested.add(id);
        problems.add(`A rule permits ${disposition} against ${id}, for ${describeFacts(facts)}.`);
      }
    }
    if (problems.size >= REPORTED) return [...problems];
  }
  for (const { facts, decision } of decided.values()) {
    for (const worse of worseThan(facts)) {
      const other = decided.get(factsKey(worse))?.decision;
      if (other === undefined || !letsOutMore(other, decision)) continue;
      problems.add(
        `Worse facts let out more: ${decision.disposition} for ${describeFacts(facts)}, but ` +
          `${other.disposition} for ${describeFacts(worse)}.`,
      );
      if (problems.size >= REPORTED) return [...problems];
    }
  }
  return [...problems];
}

/** The same facts with one of them worse, each way there is. */
export function worseThan(facts: DecisionFacts): readonly DecisionFacts[] {
  const { phi, baa, transport, unreadableParts, canDeidentify } = facts;
  const safe = transport === 'tls' || transport === 'local';
  return [
    ...WORSE_PHI[phi].map((worse) => ({ ...facts, phi: worse })),
    ...(baa === 'active' ? WORSE_BAA : []).map((worse) => ({ ...facts, baa: worse })),
    ...(safe ? WORSE_TRANSPORT : []).map((worse) => ({ ...facts, transport: worse })),
    ...(unreadableParts ? [] : [{ ...facts, unreadableParts: true }]),
    ...(canDeidentify ? [{ ...facts, canDeidentify: false }] : []),
  ];
}

/** Whether the first decision lets out more than the second. */
export function letsOutMore(a: Decision, b: Decision): boolean {
  return RESTRICTION[a.disposition] < RESTRICTION[b.disposition];
}

function describeFacts(facts: DecisionFacts): string {
  return factsKey(facts).split('|').join(' ');
}
