import { openPolicy, PolicyRejectedError } from '../../lambdas/adapters/policy/open-policy.ts';
import { PolicyDirectoryError } from '../../lambdas/adapters/policy/policy-directory.ts';
import type { LoadedPolicy } from '../../lambdas/core/decide/policy.ts';

/** The policy in a folder; undefined if there is none or it is faulty, which has then been said. */
export async function openOrReport(directory: string): Promise<LoadedPolicy | undefined> {
  try {
    return await openPolicy(directory);
  } catch (error) {
    if (error instanceof PolicyRejectedError) report(error.problems);
    else if (error instanceof PolicyDirectoryError) report([`${directory}: ${error.message}`]);
    else throw error;
    return undefined;
  }
}

/** Says what is wrong, a line each, and makes the command fail. */
export function report(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
