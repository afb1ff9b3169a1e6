import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadPolicy } from '../../core/decide/engine.ts';
import type { LoadedPolicy } from '../../core/decide/policy.ts';
import { readPolicyDirectory, SCHEMA_FILE } from './policy-directory.ts';

/** The policy was rejected. `problems` are sentences for whoever edits it; they may quote its text. */
export class PolicyRejectedError extends Error {
  override readonly name = 'PolicyRejectedError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('the policy was rejected');
    this.problems = problems;
  }
}

/**
 * Where the policy lies when nothing else is configured: `policy/` beside a bundle, or at the root of
 * the source tree.
 */
export function defaultPolicyDirectory(): string {
  const beside = path.join(import.meta.dirname, 'policy');
  return existsSync(path.join(beside, SCHEMA_FILE))
    ? beside
    : path.join(import.meta.dirname, '..', '..', '..', 'policy');
}

/**
 * Reads, checks and prepares the policy in a directory: once per process, before the first decision.
 * There is no running without a policy: a fault throws.
 *
 * @throws PolicyDirectoryError if the directory cannot be read
 * @throws PolicyRejectedError if the policy is faulty
 */
export async function openPolicy(directory = defaultPolicyDirectory()): Promise<LoadedPolicy> {
  const load = loadPolicy(await readPolicyDirectory(directory));
  if (load.kind === 'rejected') throw new PolicyRejectedError(load.problems);
  return load.policy;
}
