import { DISPOSITIONS, type Direction, type Disposition } from '../vocabulary.ts';
import type { Decision, RefusedDisposition, RuleText } from './decision.ts';
import type { Ask } from './evaluator.ts';
import type { DecisionFacts } from './facts.ts';
import { FLOOR } from './floor.ts';
import { citationsOf } from './rule.ts';

/** What a decision is made with. `rules` holds the floor's too. */
export interface DecideDependencies {
  readonly ask: Ask;
  readonly rules: ReadonlyMap<string, RuleText>;
  readonly policyVersion: string;
}

const POLICY_ERROR_SAYS = 'The policy could not be evaluated, so the message is held for review.';
const NOTHING_PERMITS_SAYS = 'No rule of the policy permits a better outcome.';
const NOTHING_PERMITS_REMEDY =
  'Ask the privacy officer whether the policy should permit messages of this kind.';

/** The dispositions that exist in a direction, least disruptive first. A vendor is not sent to a portal. */
export function dispositionsFor(direction: Direction): readonly Disposition[] {
  return direction === 'outbound' ? DISPOSITIONS : DISPOSITIONS.filter((d) => d !== 'portal');
}

/**
 * Asks for each disposition in turn and takes the first that policy permits and the floor does not
 * refuse. An error anywhere, or no permitted disposition at all, is `quarantine`.
 */
export function decide(facts: DecisionFacts, deps: DecideDependencies): Decision {
  const refused: RefusedDisposition[] = [];
  for (const disposition of dispositionsFor(facts.direction)) {
    const answer = deps.ask(facts, disposition);
    if (answer.kind === 'failed') return policyError(deps.policyVersion);
    if (answer.kind === 'refused') {
      refused.push({ disposition, rules: answer.rules });
      continue;
    }
    const floor = FLOOR.filter((rule) => rule.refuses(facts, disposition));
    if (floor.length === 0) return describe(disposition, answer.rules, refused, deps);
    refused.push({ disposition, rules: floor.map(({ text }) => text.id) });
  }
  return { ...describe('quarantine', [], refused, deps), ...nothingPermits };
}

const nothingPermits = {
  reasonCode: 'no-rule-permits',
  says: NOTHING_PERMITS_SAYS,
  remedy: NOTHING_PERMITS_REMEDY,
} as const;

/** The decision when policy itself failed. Nothing is known, so nothing leaves. */
export function policyError(policyVersion: string): Decision {
  return {
    disposition: 'quarantine',
    reasonCode: 'policy-error',
    rules: [],
    refused: [],
    says: POLICY_ERROR_SAYS,
    citations: ['45 CFR 164.306(a)(3)'],
    policyVersion,
  };
}

function describe(
  disposition: Disposition,
  permitting: readonly string[],
  refused: readonly RefusedDisposition[],
  { rules, policyVersion }: DecideDependencies,
): Decision {
  const ids = [...new Set([...permitting, ...refused.flatMap((r) => r.rules)])];
  const texts = ids.flatMap((id) => rules.get(id) ?? []);
  const base = {
    disposition,
    rules: ids,
    refused,
    citations: [...new Set(texts.flatMap(citationsOf))],
    policyVersion,
  };
  if (refused.length === 0) {
    return { ...base, reasonCode: 'permitted', says: texts[0]?.says ?? '' };
  }
  const reason = rules.get(reasonFor(refused) ?? '');
  if (reason === undefined) return { ...base, ...nothingPermits };
  return {
    ...base,
    reasonCode: reason.id,
    says: reason.says,
    ...(reason.remedy === undefined ? {} : { remedy: reason.remedy }),
  };
}

/**
 * Of the rules that refused the least disruptive disposition, the one that refused the most: the one
 * whose remedy helps most. Between equals the first in the order of the rules.
 */
function reasonFor(refused: readonly RefusedDisposition[]): string | undefined {
  const [first] = refused;
  let best: string | undefined;
  let most = 0;
  for (const id of first?.rules ?? []) {
    const count = refused.filter(({ rules }) => rules.includes(id)).length;
    if (count > most) [best, most] = [id, count];
  }
  return best;
}
