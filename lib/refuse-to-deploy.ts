import { CfnRule, Fn, type Stack } from 'aws-cdk-lib';

/**
 * The example config can be synthesized and read, and never deployed: it would leave retained, protected
 * tables and mail identities of example domains behind. CloudFormation checks a template's rules before it
 * makes anything, and this one never holds.
 */
export function refuseToDeploy(stacks: readonly Stack[]): void {
  for (const stack of stacks) {
    new CfnRule(stack, 'NotTheExample', {
      assertions: [
        {
          assert: Fn.conditionEquals('the example config', 'a config of your own'),
          assertDescription:
            'This is the example config. Copy lib/config/example.jsonc and deploy with -c config=FILE.',
        },
      ],
    });
  }
}
