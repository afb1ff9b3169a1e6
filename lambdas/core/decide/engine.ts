import { createHash } from 'node:crypto';
import { validate } from '@cedar-policy/cedar-wasm/nodejs';
import { DISPOSITIONS } from '../vocabulary.ts';
import { checkAsIs } from './check-as-is.ts';
import { decide, policyError, type DecideDependencies } from './decide.ts';
import type { Decision } from './decision.ts';
import { prepare, type Ask } from './evaluator.ts';
import { allFacts, factsKey, isInFactSpace } from './fact-space.ts';
import type { DecisionFacts } from './facts.ts';
import { FLOOR } from './floor.ts';
import { distinctValues } from './distinct-values.ts';
import type { LoadedPolicy, PolicyLoad, PolicySources } from './policy.ts';
import { describeError, POLICY_LIMITS, readRules } from './read-rules.ts';
import type { Rule } from './rule.ts';
import { checkSchema } from './schema-contract.ts';

/**
 * Decisions kept for facts seen before, about a kilobyte each. One deployment sees some hundred
 * combinations; the shipped policy can tell 6 720 apart.
 */
const CACHED_DECISIONS = 8192;

/**
 * Reads, checks and prepares a policy. Never throws: whatever is wrong with the text is in `problems`,
 * all of it as far as it can be told at once.
 *
 * Cedar runs as WebAssembly, which the package reads from `cedar_wasm_bg.wasm` in its own folder. A
 * bundle must carry that file beside itself; docs/policy.md says how.
 */
export function loadPolicy(sources: PolicySources): PolicyLoad {
  try {
    return load(sources);
  } catch {
    return { kind: 'rejected', problems: ['The policy could not be read by the policy engine.'] };
  }
}

function load({ schema, policies }: PolicySources): PolicyLoad {
  if (schema.length > POLICY_LIMITS.fileLength) {
    return {
      kind: 'rejected',
      problems: [`schema: longer than ${POLICY_LIMITS.fileLength} characters.`],
    };
  }
  const { rules, problems: ruleProblems } = readRules(policies);
  const schemaProblems = checkSchema(schema);
  const problems = [...schemaProblems, ...ruleProblems, ...checkAsIs(rules)];
  // Validation by a schema that is not the expected one would only repeat its faults.
  if (schemaProblems.length === 0) problems.push(...checkAgainstSchema(schema, rules));
  if (problems.length > 0) return { kind: 'rejected', problems };

  const version = versionOf(schema, policies);
  const ask = prepare(version, schema, rules);
  if (ask === undefined || !answersFacts(ask)) {
    return { kind: 'rejected', problems: ['schema: does not accept the facts Cordon decides by.'] };
  }
  const texts = [...rules, ...FLOOR].map(({ text }) => text);
  const byId = new Map(texts.map((text) => [text.id, text]));
  const decideFacts = createDecide({ ask, rules: byId, policyVersion: version });
  const distinctFacts = (): Iterable<DecisionFacts> => allFacts(distinctValues(rules));
  return {
    kind: 'loaded',
    policy: { version, rules: texts, distinctFacts, decide: decideFacts },
  };
}

function createDecide(deps: DecideDependencies): LoadedPolicy['decide'] {
  const known = new Map<string, Decision>();
  const fresh = (facts: DecisionFacts): Decision => {
    try {
      return decide(facts, deps);
    } catch {
      return policyError(deps.policyVersion);
    }
  };
  return (facts) => {
    if (!isInFactSpace(facts)) return policyError(deps.policyVersion);
    const key = factsKey(facts);
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const decision = freeze(fresh(facts));
    // A failure may pass; what policy answered will not change.
    if (decision.reasonCode !== 'policy-error') {
      if (known.size >= CACHED_DECISIONS) known.clear();
      known.set(key, decision);
    }
    return decision;
  };
}

/** Whether Cedar, checking everything, answers about each disposition: a test of the schema as a whole. */
function answersFacts(ask: Ask): boolean {
  const [facts] = allFacts();
  return facts !== undefined && DISPOSITIONS.every((d) => ask(facts, d, true).kind !== 'failed');
}

/** One decision object serves every message with the same facts, so nobody may change it. */
function freeze(decision: Decision): Decision {
  for (const refused of decision.refused) {
    Object.freeze(refused.rules);
    Object.freeze(refused);
  }
  for (const list of [decision.rules, decision.refused, decision.citations]) Object.freeze(list);
  return Object.freeze(decision);
}

/** Type errors, misspelt values, and rules that can never apply (which Cedar only warns about). */
function checkAgainstSchema(schema: string, rules: readonly Rule[]): readonly string[] {
  const fileOf = new Map(rules.map(({ text, file }) => [text.id, file]));
  const staticPolicies = Object.fromEntries(rules.map(({ text, source }) => [text.id, source]));
  const answer = validate({ schema, policies: { staticPolicies } });
  if (answer.type === 'failure') return answer.errors.map((e) => `policy: ${describeError(e)}.`);
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    ({ policyId, error }) => `${fileOf.get(policyId) ?? 'policy'}: ${describeError(error)}.`,
  );
}

function versionOf(schema: string, policies: PolicySources['policies']): string {
  const files = Object.keys(policies)
    .sort()
    .map((name) => [name, policies[name]]);
  const text = JSON.stringify([schema, files]);
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
}
