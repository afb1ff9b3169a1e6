import { Aws } from 'aws-cdk-lib';
import { type PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Names, SCHEDULED, SCHEDULES } from '../names.ts';
import { serviceKeyPolicy, THIS_KEY } from './keys.ts';
import { allow, deny, denyAllBut, type FunctionPolicy } from './statements.ts';

/** What SQS asks a sender for: it makes a data key, or opens the one that it has. */
const KEY_FOR_SENDING = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
/** SQS binds a queue's data keys to its ARN. */
const QUEUE_OF_THE_KEY = 'kms:EncryptionContext:aws:sqs:arn';

/**
 * Lambda keeps a run that failed by the function's own role. The power is Lambda's and not the code's: requests from within
 * a function carry the function's ARN, and those that Lambda makes outside it do not.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function keepFailedRuns(names: Names, queuesKeyArn: string): FunctionPolicy {
  const queue = names.failedRunsArn;
  return {
    allows: [
      allow('LambdaKeepsFailedRuns', ['sqs:SendMessage'], [queue]),
      allow('UseQueuesKeyForFailedRuns', KEY_FOR_SENDING, [queuesKeyArn], {
        StringEquals: { 'kms:ViaService': names.viaService('sqs'), [QUEUE_OF_THE_KEY]: queue },
      }),
    ],
    denies: [
      deny('CodeNeverKeepsRuns', ['sqs:SendMessage'], [queue], {
        Null: { 'lambda:SourceFunctionArn': 'false' },
      }),
    ],
  };
}

/**
 * On the queue: EventBridge, by the schedules of this deployment, for runs that reached no function, and the roles of
 * the functions that they run. Nobody else writes into it, an administrator neither.
 */
export function failedRunsQueuePolicy(names: Names): PolicyStatement[] {
  const resources = [names.failedRunsArn];
  return [
    new PolicyStatement({
      sid: 'KeepRunsThatReachedNobody',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources,
      conditions: {
        ArnEquals: { 'aws:SourceArn': SCHEDULES.map((name) => names.scheduleArn(name)) },
      },
    }),
    denyAllBut(
      SCHEDULED.map((name) => names.roleArn(name)),
      {
        sid: 'OnlyFailedRuns',
        actions: ['sqs:SendMessage'],
        resources,
        // A service is no role; of those the one above alone is allowed.
        conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      },
    ),
  ];
}

/**
 * The key of the queues: through SQS, and by EventBridge for this one queue. CDK would open it to EventBridge of every account.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export function queuesKeyPolicy(names: Names): PolicyDocument {
  const policy = serviceKeyPolicy(names, 'sqs');
  policy.addStatements(
    new PolicyStatement({
      sid: 'KeepRunsThatReachedNobody',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: [...KEY_FOR_SENDING],
      resources: [...THIS_KEY],
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Aws.ACCOUNT_ID,
          [QUEUE_OF_THE_KEY]: names.failedRunsArn,
        },
      },
    }),
  );
  return policy;
}
