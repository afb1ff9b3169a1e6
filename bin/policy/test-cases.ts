import { readFile } from 'node:fs/promises';
import Table from 'cli-table3';
import pc from 'picocolors';
import { readCases, type DecisionCase } from '../../lambdas/core/decide/case-file.ts';
import type { LoadedPolicy } from '../../lambdas/core/decide/policy.ts';
import { openOrReport, report } from './open.ts';

export interface TestOptions {
  readonly json?: true;
  readonly policy: string;
}

interface Failure {
  readonly name: string;
  readonly expected: string;
  readonly decided: string;
  readonly says: string;
}

/** `cordon policy test`: a company's own expected decisions, against its policy. Exits with 1 if one differs. */
export async function testCases(file: string, options: TestOptions): Promise<void> {
  const policy = await openOrReport(options.policy);
  if (policy === undefined) return;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    report([`${file}: The file does not exist or cannot be read.`]);
    return;
  }
  const read = readCases(text);
  if (read.kind === 'rejected') {
    report(read.problems.map((problem) => `${file}: ${problem}`));
    return;
  }
  const failures = read.cases.flatMap((one) => failuresOf(one, policy));
  const { length } = read.cases;
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify({ cases: length, policyVersion: policy.version, failures })}\n`,
    );
  } else if (failures.length === 0) {
    process.stdout.write(
      `All ${length} cases are decided as expected, by policy ${policy.version}.\n`,
    );
  } else {
    process.stdout.write(`${table(failures)}\n`);
    process.stdout.write(
      `${failures.length} of ${length} cases are decided otherwise, by policy ${policy.version}.\n`,
    );
  }
  if (failures.length > 0) process.exitCode = 1;
}

function failuresOf(
  { name, facts, disposition, reasonCode }: DecisionCase,
  policy: LoadedPolicy,
): Failure[] {
  const decision = policy.decide(facts);
  const sameReason = reasonCode === undefined || decision.reasonCode === reasonCode;
  if (decision.disposition === disposition && sameReason) return [];
  const why = (code: string | undefined): string => (code === undefined ? '' : ` (${code})`);
  return [
    {
      name,
      expected: `${disposition}${why(reasonCode)}`,
      decided: `${decision.disposition}${why(decision.reasonCode)}`,
      says: decision.says,
    },
  ];
}

function table(failures: readonly Failure[]): string {
  const plain = { head: [], border: [] };
  const view = new Table({
    head: ['case', 'expected', 'decided', 'because'],
    style: pc.isColorSupported ? { head: ['bold'], border: ['dim'] } : plain,
    colWidths: [36, 30, 30, 40],
    wordWrap: true,
  });
  for (const { name, expected, decided, says } of failures)
    view.push([name, expected, decided, says]);
  return view.toString();
}
