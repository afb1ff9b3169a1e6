import { Aws } from 'aws-cdk-lib';
import {
  type Conditions,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Names } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Access } from './access.ts';
import { cannotChangeDecisions, cannotKnowPeople, cannotOpen, cannotSendAs } from './denies.ts';
import { administration, noFunctionAdministers, noSideDoors, THIS_KEY } from './keys.ts';
import { allow, delegateToAccount, denyEverybody, type FunctionPolicy } from './statements.ts';

/** Names of what takes mail in; they do not depend on the stack, so that policies can use them. */
export interface ReceivingNames {
  /** Of the queue, the topic and the key's alias. */
  readonly base: string;
  readonly queueArn: string;
  readonly topicArn: string;
  readonly bucket: string;
  readonly bucketArn: string;
  readonly keeperRole: string;
  readonly keeperRoleArn: string;
  readonly acceptRoleArn: string;
  /** The rule set that the deployment makes, unless its config names another. */
  readonly ruleSet: string;
}

export function nameReceiving(names: Names): ReceivingNames {
  const { prefix, region } = names;
  const base = `${prefix}-mail-in`;
  const bucket = `${base}-${Aws.ACCOUNT_ID}-${region}`;
  const keeperRole = `${prefix}-${region}-mail-keeper`;
  const regional = (service: string) =>
    `arn:${Aws.PARTITION}:${service}:${region}:${Aws.ACCOUNT_ID}:${base}`;
  return {
    ...{ base, bucket, bucketArn: `arn:${Aws.PARTITION}:s3:::${bucket}` },
    ...{ queueArn: regional('sqs'), topicArn: regional('sns') },
    keeperRole,
    keeperRoleArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${keeperRole}`,
    acceptRoleArn: names.roleArn('mail-accept'),
    ruleSet: base,
  };
}

/** The rules of one rule set of this account, on whose behalf SES takes the role: the service is the same for everybody. */
export function ruleConditions({ region }: Names, ruleSet: string): Conditions {
  const set = `arn:${Aws.PARTITION}:ses:${region}:${Aws.ACCOUNT_ID}:receipt-rule-set/${ruleSet}`;
  return {
    StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    ArnLike: { 'aws:SourceArn': `${set}:receipt-rule/*` },
  };
}

/** SNS, for the one topic. */
function byTopic(own: ReceivingNames, sid: string, actions: string[], resource: string) {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    sid,
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { ArnEquals: { 'aws:SourceArn': own.topicArn } },
  });
}

/**
 * The key of mail that nobody has looked at yet, and of what tells of it. SES writes and tells, by a role of its own; SNS
 * delivers; one function reads. Whoever looks after the account moves dead letters through SQS alone.
 */
export function receivingKeyPolicy(names: Names, own: ReceivingNames): PolicyDocument {
  const [resource] = THIS_KEY;
  const both = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const through = (...services: Parameters<Names['viaService']>[0][]) => ({
    'kms:ViaService': services.map((service) => names.viaService(service)),
  });
  return new PolicyDocument({
    statements: [
      administration(),
      delegateToAccount({
        sid: 'KeepMail',
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringEquals: through('s3'),
        },
      }),
      delegateToAccount({
        sid: 'TellOfMail',
        actions: both,
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringEquals: through('sns'),
        },
      }),
      byTopic(own, 'DeliverNotices', both, resource),
      delegateToAccount({
        sid: 'TakeMail',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.acceptRoleArn },
          StringEquals: through('s3', 'sqs'),
        },
      }),
      delegateToAccount({
        sid: 'MoveDeadLetters',
        actions: both,
        resources: THIS_KEY,
        conditions: { StringEquals: through('sqs') },
      }),
      denyEverybody({
        sid: 'NoOtherFunctionOpens',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
          ArnNotEquals: { 'aws:PrincipalArn': [own.acceptRoleArn, own.keeperRoleArn] },
        },
      }),
      denyEverybody({
        sid: 'SesOpensNoMail',
        actions: ['kms:Decrypt'],
        resources: THIS_KEY,
        conditions: {
          ArnEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
          StringNotEquals: through('sns'),
        },
      }),
      noFunctionAdministers(names),
      noSideDoors(),
    ],
  });
}

/** On the topic: no function publishes, and the queue alone is subscribed, whoever asks: notices hold subjects and addresses. */
export function receivingTopicPolicy(names: Names, own: ReceivingNames): PolicyStatement[] {
  const resources = [own.topicArn];
  return [
    denyEverybody({
      sid: 'NoFunctionPublishes',
      actions: ['sns:Publish'],
      resources,
      conditions: {
        ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
        ArnNotEquals: { 'aws:PrincipalArn': own.keeperRoleArn },
      },
    }),
    denyEverybody({
      sid: 'OnlyTheQueueSubscribes',
      actions: ['sns:Subscribe'],
      resources,
      conditions: { StringNotEquals: { 'sns:Endpoint': own.queueArn } },
    }),
  ];
}

/** On the queue: the topic fills it, and no other function of this deployment touches it. */
export function receivingQueuePolicy(names: Names, own: ReceivingNames): PolicyStatement[] {
  return [
    byTopic(own, 'DeliverNotices', ['sqs:SendMessage'], own.queueArn),
    denyEverybody({
      sid: 'NoOtherFunction',
      actions: ['sqs:*'],
      resources: [own.queueArn],
      conditions: {
        ArnLike: { 'aws:PrincipalArn': names.anyRoleArn },
        ArnNotEquals: { 'aws:PrincipalArn': own.acceptRoleArn },
      },
    }),
  ];
}

/** On the bucket: SES alone puts mail there, and the one function alone reads it, whoever else may do what. */
export function receivingBucketPolicy(own: ReceivingNames): PolicyStatement[] {
  const resources = [`${own.bucketArn}/*`];
  const but = (roleArn: string) => ({ ArnNotEquals: { 'aws:PrincipalArn': roleArn } });
  return [
    denyEverybody({
      ...{ sid: 'OnlySesPuts', actions: ['s3:PutObject'], resources },
      conditions: but(own.keeperRoleArn),
    }),
    denyEverybody({
      ...{ sid: 'OnlyTheFunctionReads', actions: ['s3:GetObject*'], resources },
      conditions: but(own.acceptRoleArn),
    }),
  ];
}

/** SES, by its rules: puts mail down and tells of it. It can neither read nor list any. */
export function mailKeeperStatements(
  names: Names,
  own: ReceivingNames,
  keyArn: string,
): PolicyStatement[] {
  return [
    allow('PutMail', ['s3:PutObject'], [`${own.bucketArn}/*`]),
    allow('UnderItsKey', ['kms:Encrypt', 'kms:GenerateDataKey'], [keyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('s3') },
    }),
    allow('TellOfMail', ['sns:Publish'], [own.topicArn]),
    // SNS asks publishers for both.
    allow('TellUnderItsKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn], {
      StringEquals: { 'kms:ViaService': names.viaService('sns') },
    }),
  ];
}

/** Faces what anybody may send: seals, records, queues. Cannot open what it sealed, and reaches no other mail. */
export function mailAcceptPolicy(
  access: Access,
  data: DataStack,
  names: Names,
  keyArn: string,
): FunctionPolicy {
  const own = nameReceiving(names);
  return {
    allows: [
      allow(
        'HearOfMail',
        ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        [own.queueArn],
      ),
      allow('TakeMail', ['s3:DeleteObject', 's3:GetObject'], [`${own.bucketArn}/*`]),
      // Without it, S3 answers a question for mail that is gone with a refusal.
      allow('SeeWhatIsGone', ['s3:ListBucket'], [own.bucketArn]),
      allow('OpenMail', ['kms:Decrypt'], [keyArn], {
        StringEquals: { 'kms:ViaService': [names.viaService('s3'), names.viaService('sqs')] },
      }),
      access.items('registry', 'GetItem'),
      access.items('messages', 'GetItem', 'PutItem'),
      access.items('vault', 'PutItem'),
      access.tablesKey(),
      access.putObjects('vault'),
      access.objectsKey('write'),
      access.seal('webhook'),
      ...access.enqueue('inbound'),
    ],
    denies: [
      cannotChangeDecisions(names),
      ...cannotKnowPeople(data, names),
      ...cannotOpen(data, names),
      ...cannotSendAs('clinical', names),
      ...cannotSendAs('marketing', names),
    ],
  };
}
