import { createHash } from 'node:crypto';
import { validate } from '@cedar-policy/cedar-wasm/nodejs';
import { DISPOSITIONS } from '../vocabulary.ts';
import { readMatrix } from './channel-matrix.ts';
import { checkAsIs } from './check-as-is.ts';
import { decide, policyError, type DecideDependencies } from './decide.ts';
import type { Decision } from './decision.ts';
import { prepare, type Ask } from './evaluator.ts';
import { factsKey, isInFactSpace, sampleFacts } from './fact-space.ts';
import type { BaaState, DecisionFacts } from './facts.ts';
import { FLOOR } from './floor.ts';
import type { LoadedPolicy, PolicyLoad, PolicySources } from './policy.ts';
import { POLICY_LIMITS } from './policy-limits.ts';
import { modelPolicy, type PolicyModel } from './policy-model.ts';
import { describeError, readRules } from './read-rules.ts';
import type { Rule } from './rule.ts';
import { checkSchema } from './schema-contract.ts';

/**
 * Decisions kept for facts seen before, about a kilobyte each. One deployment sees some hundred
 * combinations.
 */
const CACHED_DECISIONS = 8192;

type Agreements = Readonly<Record<string, BaaState>>;

/**
 * Reads, checks and prepares a policy. Never throws: whatever is wrong with the text is in `problems`,
 * all of it as far as it can be told at once.
 *
 * Cedar runs as WebAssembly, which the package reads from `cedar_wasm_bg.wasm` in its own folder. A
 * bundle must carry that file beside itself; docs/policy.md says how.
 *
 * @param agreements the state of each vendor's agreement at this moment, by vendor id; with it, a matrix
 *   that lets PHI out by a vendor without an active one is rejected. Each decision looks at it anyway.
 */
export function loadPolicy(sources: PolicySources, agreements?: Agreements): PolicyLoad {
  try {
    return load(sources, agreements);
  } catch {
    return { kind: 'rejected', problems: ['The policy could not be read by the policy engine.'] };
  }
}

function load(
  { schema, policies, matrix: text }: PolicySources,
  agreements?: Agreements,
): PolicyLoad {
  if (schema.length > POLICY_LIMITS.fileLength) {
    return {
      kind: 'rejected',
      problems: [`schema: longer than ${POLICY_LIMITS.fileLength} characters.`],
    };
  }
  const { rules, problems: ruleProblems } = readRules(policies);
  const schemaProblems = checkSchema(schema);
  const { matrix, problems: matrixProblems } = readMatrix(text, agreements);
  const problems = [...schemaProblems, ...ruleProblems, ...checkAsIs(rules), ...matrixProblems];
  // Validation by a schema that is not the expected one would only repeat its faults.
  if (schemaProblems.length === 0) problems.push(...checkAgainstSchema(schema, rules));
  if (problems.length > 0 || matrix === undefined) return { kind: 'rejected', problems };

  const version = versionOf(schema, policies, text);
  const ask = prepare(version, schema, rules, matrix);
  if (ask === undefined || !answersFacts(ask)) {
    return { kind: 'rejected', problems: ['schema: does not accept the facts Cordon decides by.'] };
  }
  const texts = [...rules, ...FLOOR].map(({ text: words }) => words);
  const byId = new Map(texts.map((words) => [words.id, words]));
  const askAlone = (rule: Rule): Ask | undefined =>
    prepare(`${version}/${rule.text.id}`, schema, [rule], matrix);
  let model: PolicyModel | undefined;
  return {
    kind: 'loaded',
    policy: {
      version,
      rules: texts,
      matrix,
      decide: createDecide({ ask, rules: byId, policyVersion: version }),
      vendorOf: (channel) => matrix.vendorOf(channel),
      model: () => (model ??= modelPolicy({ rules, matrix, askAlone })),
    },
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
  const [facts] = sampleFacts(1);
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

function versionOf(schema: string, policies: PolicySources['policies'], matrix: string): string {
  const files = Object.keys(policies)
    .sort()
    .map((name) => [name, policies[name]]);
  const text = JSON.stringify([schema, files, matrix]);
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
}
