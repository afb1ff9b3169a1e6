import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  type AuthorizationAnswer,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Disposition } from '../vocabulary.ts';
import type { ChannelMatrix } from './channel-matrix.ts';
import type { DecisionFacts } from './facts.ts';
import type { Rule } from './rule.ts';

/** What policy says to one disposition. `failed`: it could not be evaluated, or not completely. */
export type Answer =
  | { readonly kind: 'permitted'; readonly rules: readonly string[] }
  /** No rules: nothing permits it (default deny). */
  | { readonly kind: 'refused'; readonly rules: readonly string[] }
  | { readonly kind: 'failed' };

/**
 * Asks whether one disposition is permitted. Never throws.
 *
 * `strict` makes Cedar check the request against the schema, at about three times the cost. Facts are
 * checked before (`isInFactSpace`) and the schema agrees with them (`checkSchema`), so decisions do
 * without.
 */
export type Ask = (facts: DecisionFacts, disposition: Disposition, strict?: boolean) => Answer;

/**
 * Hands schema and rules to Cedar once, under the policy's version, and returns the function that asks;
 * undefined if Cedar does not take them. The channel matrix reaches the rules as a part of the context.
 */
export function prepare(
  version: string,
  schema: string,
  rules: readonly Rule[],
  matrix: ChannelMatrix,
): Ask | undefined {
  const staticPolicies = Object.fromEntries(rules.map(({ text, source }) => [text.id, source]));
  if (preparseSchema(version, schema).type === 'failure') return undefined;
  if (preparsePolicySet(version, { staticPolicies }).type === 'failure') return undefined;
  const order = new Map(rules.map(({ text }, index) => [text.id, index]));
  const inOrder = (ids: readonly string[]): readonly string[] =>
    [...ids].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));

  return (facts, disposition, strict = false) => {
    try {
      return interpret(ask(version, matrix, facts, disposition, strict), inOrder);
    } catch {
      return { kind: 'failed' };
    }
  };
}

function ask(
  version: string,
  matrix: ChannelMatrix,
  facts: DecisionFacts,
  disposition: Disposition,
  strict: boolean,
): AuthorizationAnswer {
  return statefulIsAuthorized({
    principal: { type: 'Lane', id: facts.lane },
    action: { type: 'Action', id: disposition },
    resource: { type: 'Channel', id: facts.channel },
    context: {
      direction: value('Direction', facts.direction),
      purpose: value('Purpose', facts.purpose),
      phi: value('PhiClass', facts.phi),
      unreadableParts: facts.unreadableParts,
      baa: value('Baa', facts.baa),
      transport: value('Transport', facts.transport),
      canDeidentify: facts.canDeidentify,
      consent: value('Consent', facts.consent),
      authorization: value('Authorization', facts.authorization),
      exception: value('Exception', facts.exception),
      remuneration: value('Remuneration', facts.remuneration),
      unencryptedChoice: value('UnencryptedChoice', facts.unencryptedChoice),
      confidential: value('Confidentiality', facts.confidential),
      part2: value('Part2', facts.part2),
      addressee: value('Addressee', facts.addressee),
      portalAvailable: facts.portalAvailable,
      matrix: { ...matrix.allows(facts) },
    },
    preparsedSchemaName: version,
    preparsedPolicySetId: version,
    validateRequest: strict,
    entities: [],
  });
}

function value(type: string, id: string): { __entity: { type: string; id: string } } {
  return { __entity: { type, id } };
}

/**
 * Cedar leaves out a rule whose evaluation fails and answers by the others. A forbid left out could let
 * something leave, so any error is a failure of the whole.
 */
function interpret(
  answer: AuthorizationAnswer,
  inOrder: (ids: readonly string[]) => readonly string[],
): Answer {
  if (answer.type === 'failure') return { kind: 'failed' };
  const { decision, diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) return { kind: 'failed' };
  const rules = inOrder(diagnostics.reason);
  return decision === 'allow' ? { kind: 'permitted', rules } : { kind: 'refused', rules };
}
