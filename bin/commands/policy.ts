import { Command, Option } from 'commander';
import {
  defaultPolicyDirectory,
  openPolicy,
  PolicyRejectedError,
} from '../../lambdas/adapters/policy/open-policy.ts';
import { PolicyDirectoryError } from '../../lambdas/adapters/policy/policy-directory.ts';
import type { Decision } from '../../lambdas/core/decide/decision.ts';
import { FACT_VALUES } from '../../lambdas/core/decide/fact-space.ts';
import { NO_PERSON, type DecisionFacts } from '../../lambdas/core/decide/facts.ts';
import type { LoadedPolicy } from '../../lambdas/core/decide/policy.ts';
import { provePolicy } from '../../lambdas/core/decide/prove.ts';

type ExplainOptions = Pick<DecisionFacts, 'lane' | 'direction' | 'channel' | 'purpose' | 'phi'> & {
  readonly baa?: DecisionFacts['baa'];
  readonly transport?: DecisionFacts['transport'];
  readonly unreadable: boolean;
  readonly deidentify: boolean;
  readonly json?: true;
  readonly policy: string;
};

/** `cordon policy`: what the policy would decide, and whether it is sound. */
export function policyCommand(): Command {
  const command = new Command('policy').description('explain what the policy decides, or check it');
  command
    .command('explain')
    .description('say what would happen to a message with these facts, and by which rules')
    .addOption(choice('lane', 'lane of the sender key or of the destination').makeOptionMandatory())
    .addOption(choice('direction').makeOptionMandatory())
    .addOption(choice('channel').makeOptionMandatory())
    .addOption(choice('purpose').makeOptionMandatory())
    .addOption(choice('phi', 'what the scan found').makeOptionMandatory())
    .addOption(choice('baa', "agreement with the receiver's vendor"))
    .addOption(choice('transport', 'connection to the receiver'))
    .option('--unreadable', 'some part could not be read', false)
    .option('--no-deidentify', 'the format cannot be rewritten')
    .option('--policy <dir>', 'folder with the policy', defaultPolicyDirectory())
    .option('--json', 'print the decision as JSON')
    .action(explain);
  command
    .command('check')
    .description('load a policy and prove what Cordon promises over every combination of facts')
    .argument('[dir]', 'folder with the policy', defaultPolicyDirectory())
    .action(check);
  return command;
}

function choice(fact: keyof typeof FACT_VALUES, description = ''): Option {
  return new Option(`--${fact} <${fact}>`, description).choices(FACT_VALUES[fact].map(String));
}

async function explain(options: ExplainOptions): Promise<void> {
  const policy = await openOrReport(options.policy);
  if (policy === undefined) return;
  const { lane, direction, channel, purpose, phi } = options;
  // What is sent goes to SES in the company's own account, over TLS; of a receiver nothing is known.
  const otherwise = OTHERWISE[direction];
  const facts: DecisionFacts = {
    ...{ lane, direction, channel, purpose, phi },
    baa: options.baa ?? otherwise.baa,
    transport: options.transport ?? otherwise.transport,
    unreadableParts: options.unreadable,
    canDeidentify: options.deidentify,
    ...NO_PERSON,
    portalAvailable: false,
  };
  const decision = policy.decide(facts);
  const text = options.json
    ? JSON.stringify({ ...decision, facts })
    : describe(decision, facts, policy);
  process.stdout.write(`${text}\n`);
}

const OTHERWISE = {
  outbound: { baa: 'active', transport: 'tls' },
  inbound: { baa: 'unknown', transport: 'unknown' },
} as const;

async function check(directory: string): Promise<void> {
  const policy = await openOrReport(directory);
  if (policy === undefined) return;
  const problems = provePolicy(policy);
  if (problems.length > 0) {
    report(problems);
    return;
  }
  const count = policy.rules.filter(({ id }) => !id.startsWith('floor-')).length;
  process.stdout.write(`The policy is sound: ${count} rules, version ${policy.version}.\n`);
}

async function openOrReport(directory: string): Promise<LoadedPolicy | undefined> {
  try {
    return await openPolicy(directory);
  } catch (error) {
    if (error instanceof PolicyRejectedError) report(error.problems);
    else if (error instanceof PolicyDirectoryError) report([`${directory}: ${error.message}`]);
    else throw error;
    return undefined;
  }
}

function report(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

function describe(decision: Decision, facts: DecisionFacts, policy: LoadedPolicy): string {
  const says = new Map(policy.rules.map((rule) => [rule.id, rule.says]));
  const lines = [`${decision.disposition}  (${decision.reasonCode})`, decision.says, ''];
  for (const { disposition, rules } of decision.refused) {
    lines.push(`not ${disposition}:`);
    if (rules.length === 0) lines.push('  no rule permits it');
    for (const id of rules) lines.push(`  ${id}: ${says.get(id) ?? ''}`);
  }
  if (decision.refused.length > 0) lines.push('');
  if (decision.remedy !== undefined) lines.push(`what to do: ${decision.remedy}`);
  const asked = Object.entries(facts).map(([fact, value]) => `${fact} ${String(value)}`);
  lines.push(`sources: ${decision.citations.join('; ')}`, `facts: ${asked.join(', ')}`);
  lines.push(`policy: ${decision.policyVersion}`);
  return lines.join('\n');
}
