import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPolicyDirectory } from '../../../lambdas/adapters/policy/policy-directory.ts';
import { readCases, type DecisionCase } from '../../../lambdas/core/decide/case-file.ts';
import { loadPolicy } from '../../../lambdas/core/decide/engine.ts';
import type { LoadedPolicy, PolicySources } from '../../../lambdas/core/decide/policy.ts';

export const ROOT = path.join(import.meta.dirname, '..', '..', '..');

const CORPUS = path.join(ROOT, 'test', 'corpus', 'decide');

export const shippedSources: PolicySources = await readPolicyDirectory(path.join(ROOT, 'policy'));

/** Loads a policy that must be sound. */
export function loadSound(sources: PolicySources): LoadedPolicy {
  const load = loadPolicy(sources);
  if (load.kind === 'rejected') throw new Error(load.problems.join('\n'));
  return load.policy;
}

/** The shipped schema with other rules. */
export function withRules(text: string): PolicySources {
  return { ...shippedSources, policies: { 'rules.cedar': text } };
}

/** What is wrong with a policy; empty if it loads. */
export function problemsOf(sources: PolicySources): readonly string[] {
  const load = loadPolicy(sources);
  return load.kind === 'rejected' ? load.problems : [];
}

/** Every case under test/corpus/decide, with its facts whole. */
export const cases: readonly (DecisionCase & { readonly reasonCode: string })[] = readdirSync(
  CORPUS,
)
  .sort()
  .flatMap((file) => {
    const read = readCases(readFileSync(path.join(CORPUS, file), 'utf8'));
    if (read.kind === 'rejected') throw new Error(`${file}: ${read.problems.join('\n')}`);
    return read.cases.map((one) => ({ ...one, reasonCode: one.reasonCode ?? 'not said' }));
  });
