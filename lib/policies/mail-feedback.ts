import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LANES } from '../../lambdas/core/vocabulary.ts';
import type { Names } from '../names.ts';
import { administration, noFunctionAdministers, noSideDoors, THIS_KEY } from './keys.ts';
import { delegateToAccount, denyEverybody } from './statements.ts';

/**
 * SES, on behalf of the configuration sets of this deployment: the service is the same for every account, and
 * without these conditions anybody's mail could publish here (the confused deputy).
 * https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html
 */
function bySes(names: Names, statement: { sid: string; actions: string[]; resource: string }) {
  return new PolicyStatement({
    sid: statement.sid,
    principals: [new ServicePrincipal('ses.amazonaws.com')],
    actions: statement.actions,
    resources: [statement.resource],
    conditions: {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnEquals: {
        'aws:SourceArn': [
          ...LANES.map((lane) => names.configurationSetArn(lane)),
          names.noticesSetArn,
        ],
      },
    },
  });
}

/** SNS, for the one topic. */
function byTopic(names: Names, statement: { sid: string; actions: string[]; resource: string }) {
  return new PolicyStatement({
    sid: statement.sid,
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions: statement.actions,
    resources: [statement.resource],
    conditions: { ArnEquals: { 'aws:SourceArn': names.mailFeedbackTopicArn } },
  });
}

/** Every role of this deployment but the one that hears. */
const otherFunctions = (names: Names) => ({
  ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
  ArnNotEquals: { 'aws:PrincipalArn': names.roleArn('mail-feedback') },
});

/**
 * The key of what SES says of mail: the topic and the queue behind it hold addresses, and the headers of clinical
 * mail. SES publishes, SNS delivers, one function reads. Whoever looks after the account moves dead letters back
 * into the queue, which takes the key, through SQS alone.
 */
export function mailFeedbackKeyPolicy(names: Names): PolicyDocument {
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const [resource] = THIS_KEY;
  return new PolicyDocument({
    statements: [
      administration(),
      bySes(names, { sid: 'PublishFeedback', actions, resource }),
      byTopic(names, { sid: 'DeliverFeedback', actions, resource }),
      delegateToAccount({
        sid: 'UseThroughSqs',
        actions,
        resources: THIS_KEY,
        conditions: { StringEquals: { 'kms:ViaService': names.viaService('sqs') } },
      }),
      denyEverybody({
        sid: 'NoOtherFunctionOpens',
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'],
        resources: THIS_KEY,
        conditions: otherFunctions(names),
      }),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/**
 * On the topic: SES publishes, and the queue alone is subscribed, whoever asks. A mailbox that somebody subscribed
 * would be sent every address that complained.
 */
export function mailFeedbackTopicPolicy(names: Names): PolicyStatement[] {
  const resource = names.mailFeedbackTopicArn;
  return [
    bySes(names, { sid: 'PublishFeedback', actions: ['sns:Publish'], resource }),
    denyEverybody({
      sid: 'NoFunctionPublishes',
      actions: ['sns:Publish'],
      resources: [resource],
      conditions: { ArnLike: { 'aws:PrincipalArn': names.anyRoleArn } },
    }),
    denyEverybody({
      sid: 'OnlyTheQueueSubscribes',
      actions: ['sns:Subscribe'],
      resources: [resource],
      conditions: { StringNotEquals: { 'sns:Endpoint': names.queueArn('mail-feedback') } },
    }),
  ];
}

/** On the queue: the topic fills it, and no other function of this deployment touches it. */
export function mailFeedbackQueuePolicy(names: Names): PolicyStatement[] {
  const resource = names.queueArn('mail-feedback');
  return [
    byTopic(names, { sid: 'DeliverFeedback', actions: ['sqs:SendMessage'], resource }),
    denyEverybody({
      sid: 'NoOtherFunction',
      actions: ['sqs:*'],
      resources: [resource],
      conditions: otherFunctions(names),
    }),
  ];
}
