import { readPolicyDirectory } from '../adapters/policy/policy-directory.ts';
import { loadPolicy } from '../core/decide/engine.ts';
import type { Policy } from '../ports/policy.ts';

/** The policy cannot be used. Lists what is wrong with it, in its own words: policy holds no payload. */
export class PolicyRejectedError extends Error {
  override readonly name = 'PolicyRejectedError';
}

/** Reads and validates the policy. A function without a valid policy does not start. */
export async function loadPolicyFrom(directory: string): Promise<Policy> {
  const loaded = loadPolicy(await readPolicyDirectory(directory));
  if (loaded.kind === 'rejected') {
    throw new PolicyRejectedError(`the policy is rejected: ${loaded.problems.join('; ')}`);
  }
  return loaded.policy;
}
