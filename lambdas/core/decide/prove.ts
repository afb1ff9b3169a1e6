import { DISPOSITIONS, type Disposition } from '../vocabulary.ts';
import { RELEASES } from './channel-matrix.ts';
import type { Decision } from './decision.ts';
import type { Diagram } from './diagram.ts';
import { FACT_NAMES, sampleFacts } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';
import { CHOICE_READS, isChosenByPerson } from './floor.ts';
import type { LoadedPolicy } from './policy.ts';
import { describeFacts, maskOf, NOTHING_PERMITS, type PolicyModel } from './policy-model.ts';
import { WORSE } from './worse-facts.ts';

/** Most violations that are told; one is enough to act on. */
const REPORTED = 20;
/** Combinations about which Cedar is asked as well. */
const COMPARED = 250;

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

/**
 * Proves a policy and returns what is wrong with it, as sentences (empty: nothing). Takes a second or two;
 * for `cordon policy check`, publishing and tests, not for start-up.
 *
 * Proved exactly, over every one of the more than a milliard combinations of facts, on the policy's model
 * (policy-model.ts):
 *
 * - The policy itself forbids what the floor forbids, so that no decision rests on the floor (one example
 *   for each of its rules).
 * - Nothing leaves by a way out that the channel matrix does not allow, except to a person who chose it.
 * - Worse facts never let out more.
 *
 * Sampled, deterministically and spread over the whole space: Cedar evaluates without an error and decides
 * as the model does.
 */
export function provePolicy(policy: LoadedPolicy): readonly string[] {
  const model = policy.model();
  if (model.problems.length > 0) return model.problems.slice(0, REPORTED);
  return [
    ...restsOnFloor(model),
    ...againstMatrix(policy, model),
    ...worseLetsOutMore(model),
    ...differsFromCedar(policy, model),
  ].slice(0, REPORTED);
}

function restsOnFloor({ diagrams, permitted, outcome, floor }: PolicyModel): string[] {
  // Asked for are the dispositions up to the one that is taken.
  const asked = diagrams.combine(permitted, outcome, (p, o) => p & ((2 << o) - 1));
  return [...floor].flatMap(([id, refused]) => {
    const rested = diagrams.combine(asked, refused, (a, r) => a & r);
    const facts = diagrams.find(rested, (mask) => mask !== 0);
    if (facts === undefined) return [];
    const mask = diagrams.at(rested, facts);
    const disposition = DISPOSITIONS.find((d) => (mask & maskOf([d])) !== 0) ?? '';
    return [`A rule permits ${disposition} against ${id}, for ${describeFacts(facts)}.`];
  });
}

function againstMatrix({ matrix }: LoadedPolicy, { diagrams, outcome }: PolicyModel): string[] {
  const closed = diagrams.of([...CHOICE_READS, 'purpose'], (facts) => {
    const allowed = matrix.allows(facts);
    const refused = RELEASES.filter((way) => !allowed[way]);
    return maskOf(isChosenByPerson(facts) ? refused.filter((way) => way !== 'as_is') : refused);
  });
  const facts = diagrams.find(
    diagrams.combine(outcome, closed, (o, c) => (c >> o) & 1),
    (violated) => violated === 1,
  );
  if (facts === undefined) return [];
  const name = dispositionAt({ diagrams, outcome }, facts);
  return [`Decides ${name} against the channel matrix, for ${describeFacts(facts)}.`];
}

function worseLetsOutMore(model: PolicyModel): string[] {
  const { diagrams, outcome } = model;
  const problems: string[] = [];
  for (const fact of FACT_NAMES) {
    const worse: ReadonlyMap<DecisionFacts[typeof fact], readonly DecisionFacts[typeof fact][]> =
      WORSE[fact] ?? new Map();
    for (const [value, worseValues] of worse) {
      const better = diagrams.restrict(outcome, fact, value);
      for (const worseValue of worseValues) {
        const other = diagrams.restrict(outcome, fact, worseValue);
        const facts = findMore(model, other, better);
        if (facts === undefined) continue;
        const [a, b] = [
          { ...facts, [fact]: value },
          { ...facts, [fact]: worseValue },
        ];
        problems.push(
          `Worse facts let out more: ${dispositionAt(model, a)} for ${describeFacts(a)}, but ` +
            `${dispositionAt(model, b)} for ${describeFacts(b)}.`,
        );
      }
    }
  }
  return problems;
}

function findMore({ diagrams }: PolicyModel, a: Diagram, b: Diagram): DecisionFacts | undefined {
  if (a === b) return undefined;
  const more = diagrams.combine(a, b, (x, y) =>
    RESTRICTION[dispositionOf(x)] < RESTRICTION[dispositionOf(y)] ? 1 : 0,
  );
  return diagrams.find(more, (violated) => violated === 1);
}

function differsFromCedar(policy: LoadedPolicy, model: PolicyModel): string[] {
  return [...sampleFacts(COMPARED)].flatMap((facts) => {
    const { disposition, reasonCode } = policy.decide(facts);
    if (reasonCode === 'policy-error') return [`Evaluation fails for ${describeFacts(facts)}.`];
    const expected = dispositionAt(model, facts);
    if (disposition === expected) return [];
    return [
      `Cedar decides ${disposition} and the proof expected ${expected}, for ${describeFacts(facts)}.`,
    ];
  });
}

function dispositionAt(
  { diagrams, outcome }: Pick<PolicyModel, 'diagrams' | 'outcome'>,
  facts: DecisionFacts,
): Disposition {
  return dispositionOf(diagrams.at(outcome, facts));
}

/** What is done for an outcome of the model: where nothing is permitted the message is held. */
export function dispositionOf(outcome: number): Disposition {
  return (outcome === NOTHING_PERMITS ? undefined : DISPOSITIONS[outcome]) ?? 'quarantine';
}

/** Whether the first decision lets out more than the second. */
export function letsOutMore(a: Decision, b: Decision): boolean {
  return RESTRICTION[a.disposition] < RESTRICTION[b.disposition];
}
