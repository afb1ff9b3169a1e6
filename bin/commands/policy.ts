import { Command } from 'commander';
import { defaultPolicyDirectory } from '../../lambdas/adapters/policy/open-policy.ts';
import { provePolicy } from '../../lambdas/core/decide/prove.ts';
import { explain, type ExplainOptions } from '../policy/explain.ts';
import { addFactOptions, factOption } from '../policy/fact-options.ts';
import { matrix, type MatrixOptions } from '../policy/matrix.ts';
import { openOrReport, report } from '../policy/open.ts';
import {
  history,
  publish,
  rollback,
  type ChangeOptions,
  type GatewayOptions,
} from '../policy/publish.ts';
import { testCases, type TestOptions } from '../policy/test-cases.ts';

const FOLDER = ['--policy <dir>', 'folder with the policy', defaultPolicyDirectory()] as const;

/** `cordon policy`: what the policy would decide, and whether it is sound. */
export function policyCommand(): Command {
  const command = new Command('policy').description('explain, test, check or replace the policy');
  addFactOptions(
    command
      .command('explain')
      .description('say what would happen to a message with these facts, and by which rules')
      .addOption(
        factOption('lane', 'lane of the sender key or of the destination').makeOptionMandatory(),
      )
      .addOption(factOption('purpose', 'what the communication is for').makeOptionMandatory())
      .addOption(factOption('channel').makeOptionMandatory())
      .addOption(factOption('phi', 'what the scan found').makeOptionMandatory())
      .addOption(factOption('direction', 'default: inbound for a webhook, otherwise outbound')),
  )
    .option(...FOLDER)
    .option('--json', 'print the decision as JSON')
    .action((options: ExplainOptions) => explain(options));
  command
    .command('test')
    .description('run your own expected decisions; exits with 1 if one is decided otherwise')
    .argument('<file>', 'cases, YAML or JSON (docs/policy.md says how they are written)')
    .option(...FOLDER)
    .option('--json', 'print the failures as JSON')
    .action((file: string, options: TestOptions) => testCases(file, options));
  addFactOptions(
    command
      .command('matrix')
      .description('print what the policy decides for each purpose, channel and class of content')
      .addOption(factOption('lane', 'one lane only')),
  )
    .option(...FOLDER)
    .option('--markdown', 'print a Markdown table')
    .option('--html', 'print a web page')
    .option('--json', 'print JSON, with the reason of each cell')
    .action((options: MatrixOptions) => matrix(options));
  command
    .command('check')
    .description('load a policy and prove what Cordon promises over every combination of facts')
    .argument('[dir]', 'folder with the policy', defaultPolicyDirectory())
    .action(check);
  changes(command.command('publish'))
    .description('check a policy, prove it, and put it in force without a deployment')
    .argument('[dir]', 'folder with the policy', defaultPolicyDirectory())
    .action((directory: string, options: ChangeOptions) => publish(directory, options));
  changes(command.command('rollback'))
    .description('put an earlier version in force again')
    .requiredOption('--to <version>', 'number of the version')
    .action((options: ChangeOptions & { readonly to: string }) => rollback(options));
  asks(command.command('history'))
    .description('say who published which version, when and why')
    .action((options: GatewayOptions) => history(options));
  return command;
}

/** Options of what changes the policy in force. */
function changes(command: Command): Command {
  return asks(command).requiredOption('--why <words>', 'why, for the ledger; names nobody');
}

/** Options of what asks a gateway. */
function asks(command: Command): Command {
  return command
    .option('--url <url>', 'gateway to ask; keys from CORDON_OFFICER_KEY, CORDON_AUDIT_KEY')
    .option('--data <dir>', "the development gateway's data folder", '.cordon')
    .option('--json', 'print JSON');
}

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
