import { Aws } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import { allow } from '../policies/statements.ts';

export interface IncidentRouteProps {
  readonly names: Names;
  /** The company's bus, of this or another account; its own policy must allow this account. */
  readonly eventBusArn: string;
}

/** Hands on to the company's event bus that an alarm of this deployment changed its state: a name, a figure and why. */
export class IncidentRoute extends Construct {
  constructor(scope: Construct, id: string, { names, eventBusArn }: IncidentRouteProps) {
    super(scope, id);
    const { prefix, region } = names;
    const sender = new Role(this, 'Sender', {
      description: 'EventBridge hands on alarms of Cordon',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      managedPolicies: [
        new ManagedPolicy(this, 'Sends', {
          statements: [allow('HandOnAlarms', ['events:PutEvents'], [eventBusArn])],
        }),
      ],
    });
    new Rule(this, 'Alarms', {
      description: 'Cordon: hands on alarms',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [
          `arn:${Aws.PARTITION}:cloudwatch:${region}:${Aws.ACCOUNT_ID}:alarm:${prefix}-`,
        ].map((start) => ({ prefix: start })) as unknown as string[],
      },
      targets: [
        new EventBusTarget(EventBus.fromEventBusArn(this, 'Bus', eventBusArn), {
          role: sender.withoutPolicyUpdates(),
        }),
      ],
    });
  }
}
