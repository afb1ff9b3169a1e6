import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { FittingPolicy } from '../constructs/fitting-policy.ts';
import { type Office, OFFICES, type PeopleConfig } from '../config/people.ts';
import type { FunctionContext } from '../constructs/cordon-function.ts';
import { STAGE } from '../config/api-stage.ts';
import { BREAK_GLASS_RULE } from '../alarms/privacy.ts';
import { accessTo } from '../policies/access.ts';
import { officeDenies } from '../policies/people-denies.ts';
import { officeTrust } from '../policies/people-trust.ts';
import { officeAllows, type OfficePowers } from '../policies/people.ts';

export interface PeopleStackProps extends StackProps, FunctionContext {
  readonly people: PeopleConfig;
  /** Whose routes offices are allowed, one by one. */
  readonly operations: RestApi;
}

/** After this a person asks again (45 CFR 164.312(a)(2)(iii)). */
const SESSION = Duration.hours(4);
const BREAK_GLASS_SESSION = Duration.hours(1);

/**
 * The offices that people hold: for each a policy, a boundary that keeps whatever else is attached from adding to it, and,
 * where the account itself says who holds it, a role.
 */
export class PeopleStack extends Stack {
  constructor(scope: Construct, id: string, props: PeopleStackProps) {
    super(scope, id, props);
    const { data, names, deployment, operations } = props;
    const powers: OfficePowers = {
      access: accessTo(data, names, deployment),
      data,
      names,
      route: (method, path) => operations.arnForExecuteApi(method, `/${path}`, STAGE),
    };
    for (const office of OFFICES) this.office(office, powers, props);

    // A management event of CloudTrail; attempts that were refused are told of too.
    new Rule(this, 'BreakGlassUsed', {
      ruleName: `${names.prefix}-${BREAK_GLASS_RULE}`,
      description: 'Cordon: somebody took the role for emergencies, or tried to',
      eventPattern: {
        source: ['aws.sts'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['sts.amazonaws.com'],
          eventName: ['AssumeRole'],
          requestParameters: { roleArn: [names.officeRoleArn('break-glass')] },
        },
      },
      targets: [new SnsTopic(Topic.fromTopicArn(this, 'Alarms', names.alarmTopicArn))],
    });
  }

  private office(office: Office, powers: OfficePowers, { data, names, people }: PeopleStackProps) {
    const name = names.officeName(office);
    const id = office.split('-').map(title).join('');
    const policy = new FittingPolicy(this, `${id}Policy`, {
      managedPolicyName: name,
      description: `Cordon: what the office ${office} may do`,
      statements: officeAllows(office, powers),
    });
    const boundary = new FittingPolicy(this, `${id}Boundary`, {
      managedPolicyName: `${name}-boundary`,
      description: `Cordon: the most that the office ${office} may ever do`,
      statements: [...officeAllows(office, powers), ...officeDenies(office, data, names)],
    });
    const trust = officeTrust(office, people, names.region);
    if (trust === undefined) {
      new CfnOutput(this, `${id}PolicyName`, { value: name });
      return;
    }
    const role = new Role(this, id, {
      roleName: name,
      description: `Cordon: ${office}`,
      assumedBy: trust,
      maxSessionDuration: office === 'break-glass' ? BREAK_GLASS_SESSION : SESSION,
      permissionsBoundary: boundary,
      managedPolicies: [policy],
    });
    new CfnOutput(this, `${id}RoleArn`, { value: role.roleArn });
  }
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
